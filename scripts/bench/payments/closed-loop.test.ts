import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { closedLoop } from './closed-loop.ts';

it('counts what so many buyers finish, and how long each took', async () => {
  let inside = 0;
  let most = 0;
  let done = 0;
  const sample = await closedLoop(4, 0.2, async () => {
    most = Math.max(most, ++inside);
    await sleep(20);
    inside--;
    done++;
  });
  expect(most).toBe(4);
  expect(done).toBeGreaterThan(4);
  expect(sample.p50Ms).toBeGreaterThan(15);
  expect(sample.perSecond).toBeLessThanOrEqual(4 / 0.015);
});

it('has no figure for work that fails', async () => {
  await expect(closedLoop(2, 0.1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
