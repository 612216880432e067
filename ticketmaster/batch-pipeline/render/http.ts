import { z } from 'zod';
import type { Artwork } from '../artwork.ts';
import type { Renderer } from './renderer.ts';

const anAnswer = z.object({ data: z.tuple([z.object({ b64_json: z.base64() })]) });
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * A model behind HTTP that speaks OpenAI's `POST /v1/images/generations`, as LocalAI and others do with a GPU. `seed` is theirs, and not
 * OpenAI's: without it the same wish is another picture each time, which the pipeline bears. Rejects what is no PNG.
 */
export const httpRenderer = (url: string, patienceMs = 60_000): Renderer => ({
  async render({ prompt, style, size, seed }: Artwork) {
    const answer = await fetch(new URL('/v1/images/generations', url), {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(patienceMs) },
      body: JSON.stringify({
        ...{ prompt: `${style} artwork: ${prompt}`, seed, n: 1, response_format: 'b64_json' },
        size: `${size}x${style === 'ticket' ? size / 2 : size}`,
      }),
    });
    if (!answer.ok) throw new Error(`the model answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    const { data } = anAnswer.parse(await answer.json());
    const bytes = Buffer.from(data[0].b64_json, 'base64');
    if (!bytes.subarray(0, 8).equals(PNG)) throw new Error('the model answered what is no PNG');
    return bytes;
  },
});
