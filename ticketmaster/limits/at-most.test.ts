import { expect, it } from 'vitest';
import { atMost } from './at-most.ts';

const bounds = { inFlight: 2, waiting: 3, full: () => new Error('full') };

/** Work that ends when the test says so. */
function work() {
  const ends: (() => void)[] = [];
  let atWork = 0;
  let most = 0;
  return {
    most: () => most,
    endOne: () => ends.shift()?.(),
    async run() {
      most = Math.max(most, ++atWork);
      await new Promise<void>(end => ends.push(end));
      atWork--;
    },
  };
}

it('runs so much at once, lets so many wait, and refuses the rest at once', async () => {
  const limited = atMost(bounds);
  const { run, endOne, most } = work();
  const all = Array.from({ length: 7 }, () =>
    limited(run).then(
      () => 'done',
      (error: Error) => error.message,
    ),
  );
  expect(await Promise.race(all.slice(5))).toBe('full');
  for (let ended = 0; ended < 5; ended++) {
    endOne();
    await new Promise(setImmediate);
  }
  expect(await Promise.all(all)).toEqual([...Array(5).fill('done'), 'full', 'full']);
  expect(most()).toBe(2);
});

it('gives the turn of work that failed to the next', async () => {
  const limited = atMost({ ...bounds, inFlight: 1 });
  const failing = limited(() => Promise.reject(new Error('no')));
  const next = limited(async () => 'ada');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('ada');
  expect(await limited(async () => 'bob')).toBe('bob');
});
