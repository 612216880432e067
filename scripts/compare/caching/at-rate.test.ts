import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { atRate } from './at-rate.ts';

it('begins as often as asked although none has ended, and waits for all at the end', async () => {
  let ended = 0;
  const { stop } = atRate(200, 1_000, async () => {
    await sleep(500);
    ended++;
  });
  await sleep(300);
  expect(ended).toBe(0);
  const { begun, missed, seconds } = await stop();
  expect(ended).toBe(begun);
  expect(missed).toBe(0);
  expect(begun / 200).toBeCloseTo(seconds, 1);
});

it('misses what is due while as many as allowed are under way, and what could not begin', async () => {
  const full = atRate(1_000, 3, () => sleep(300));
  const none = atRate(1_000, 3, () => undefined);
  await sleep(100);
  const told = await full.stop();
  expect(told.begun).toBe(3);
  expect(told.missed).toBeGreaterThan(50);
  expect(await none.stop()).toMatchObject({ begun: 0, missed: expect.any(Number) });
});

it('does nothing at no rate, and hides no failure', async () => {
  expect(await atRate(0, 3, () => Promise.reject(new Error('never'))).stop()).toMatchObject({ begun: 0, missed: 0 });
  const failing = atRate(1_000, 3, () => Promise.reject(new Error('503')));
  await sleep(50);
  await expect(failing.stop()).rejects.toThrow('503');
});
