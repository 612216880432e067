import { describe, expect, it } from 'vitest';
import { inBatches } from './sender.ts';

describe('what is sent in batches', () => {
  it('goes in its order, ten at most, one batch after the other', async () => {
    const batches: number[][] = [];
    let underWay = 0;
    const send = inBatches(async (batch: number[]) => {
      expect(++underWay).toBe(1);
      batches.push(batch);
      await Promise.resolve();
      underWay--;
      return new Set(batch.keys());
    });
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(send));
    await send(13);
    expect(batches).toEqual([[1], [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [12], [13]]);
  });

  it('tells each whether it was taken', async () => {
    const send = inBatches(async (batch: string[]) => new Set([...batch.keys()].filter(i => batch[i] !== 'bob')));
    const outcomes = await Promise.allSettled(['ada', 'bob', 'cyd', 'dan'].map(send));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('is refused with all that waits when the server is away, and goes on afterwards', async () => {
    let away = true;
    let calls = 0;
    const send = inBatches(async (batch: number[]) => {
      calls++;
      await Promise.resolve();
      if (away) throw new Error('away');
      return new Set(batch.keys());
    });
    const outcomes = await Promise.allSettled(Array.from({ length: 25 }, (_, i) => send(i)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(calls).toBe(1);
    away = false;
    await send(26);
  });
});
