import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Artwork } from '../artwork.ts';
import { cpuRenderer } from './cpu.ts';

const artwork: Artwork = { prompt: 'A night in red', style: 'poster', size: 256, seed: 7 };
const render = (more: Partial<Artwork> = {}) => cpuRenderer().render({ ...artwork, ...more });
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const edges = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

it('makes a PNG of the size that was asked for', async () => {
  const poster = await render();
  expect(poster.subarray(1, 4).toString()).toBe('PNG');
  expect(edges(poster)).toEqual([256, 256]);
  expect(edges(await render({ style: 'ticket', size: 512 }))).toEqual([512, 256]);
});

it('is the same for the same, and another for another prompt, style or seed', async () => {
  const same = digest(await render());
  expect(digest(await render())).toBe(same);
  for (const other of [{ prompt: 'A night in blue' }, { style: 'ticket' as const }, { seed: 8 }])
    expect(digest(await render(other))).not.toBe(same);
});
