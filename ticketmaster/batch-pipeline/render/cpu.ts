import { renderAsync } from '@resvg/resvg-js';
import type { Artwork } from '../artwork.ts';
import { drawingOf } from './drawing.ts';
import type { Renderer } from './renderer.ts';

/** On a processor, beside the event loop. The same artwork is the same bytes. */
export const cpuRenderer = (): Renderer => ({
  async render(artwork: Artwork) {
    const image = await renderAsync(drawingOf(artwork), { font: { loadSystemFonts: false } });
    return image.asPng();
  },
});
