import { createHash } from 'node:crypto';

/** Numbers from 0 to 1 that follow from the seed alone (mulberry32), the same on every machine. */
export function randomOf(...seed: unknown[]): () => number {
  let state = createHash('sha256').update(JSON.stringify(seed)).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
