import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inBatches } from './sender.ts';

const inOrder = { inFlight: 1 };

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
    }, inOrder);
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(send));
    await send(13);
    expect(batches).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [11, 12], [13]]);
  });

  it('tells each whether it was taken', async () => {
    const send = inBatches(
      async (batch: string[]) => new Set([...batch.keys()].filter(i => batch[i] !== 'bob')),
      inOrder,
    );
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
    }, inOrder);
    const outcomes = await Promise.allSettled(Array.from({ length: 25 }, (_, i) => send(i)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(calls).toBe(1);
    away = false;
    await send(26);
  });

  it('is under way several at a time where the order does not matter, and no more than that', async () => {
    let underWay = 0;
    let most = 0;
    const send = inBatches(
      async (batch: number[]) => {
        most = Math.max(most, ++underWay);
        await turn();
        underWay--;
        return new Set(batch.keys());
      },
      { inFlight: 4 },
    );
    await Promise.all(Array.from({ length: 100 }, (_, i) => send(i)));
    expect(most).toBe(4);
  });

  it('is refused at once when too much waits, and not sent when it has waited for too long', async () => {
    const server = Promise.withResolvers<void>();
    const sent: number[] = [];
    const send = inBatches(
      async (batch: number[]) => {
        sent.push(...batch);
        await server.promise;
        return new Set(batch.keys());
      },
      { ...inOrder, maxPending: 2, patienceMs: 50 },
    );
    const first = send(1);
    await turn();
    const late = Promise.allSettled([send(2), send(3)]);
    await expect(send(4)).rejects.toThrow('2 places wait for SQS already');
    await sleep(60);
    server.resolve();
    await first;
    for (const outcome of await late)
      expect(outcome).toMatchObject({ reason: { message: '2 places wait for SQS already' } });
    await send(5);
    expect(sent).toEqual([1, 5]);
  });
});
