import type { Artwork } from '../artwork.ts';

/** Makes a picture of what was asked for: a PNG. Rejects where it cannot; whoever calls decides how long to wait. */
export interface Renderer {
  render(artwork: Artwork): Promise<Buffer>;
}
