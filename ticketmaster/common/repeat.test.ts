import { expect, it, vi } from 'vitest';
import { backoff, repeat } from './repeat.ts';

it('goes on after an error, and stops when the work under way has ended', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const third = Promise.withResolvers<void>();
  let rounds = 0;
  let aborted = false;
  const stop = repeat(1, 'Counting', async signal => {
    if (++rounds === 1) throw new Error('lost count');
    if (rounds < 3) return;
    third.resolve();
    await new Promise<void>(over => signal.addEventListener('abort', () => over()));
    aborted = signal.aborted;
  });
  await third.promise;
  await stop();
  expect([rounds, aborted, logged.mock.calls]).toEqual([3, true, [['Counting failed: lost count']]]);
  logged.mockRestore();
});

it('pauses longer each time, up to a bound, and never equally long', () => {
  const pauses = (attempt: number) => Array.from({ length: 200 }, () => backoff(attempt, 10, 100));
  expect(Math.max(...pauses(1))).toBeLessThanOrEqual(10);
  expect(Math.max(...pauses(3))).toBeGreaterThan(20);
  expect(Math.max(...pauses(60))).toBeLessThanOrEqual(100);
  expect(new Set(pauses(3)).size).toBeGreaterThan(100);
});
