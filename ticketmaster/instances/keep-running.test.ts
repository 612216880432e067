import { expect, it, vi } from 'vitest';
import { keepRunning } from './keep-running.ts';

/** Dead; its next starts fail as often as is said. */
function dead(failures: number) {
  let up = false;
  let killed = false;
  return {
    name: 'web 1',
    diedByItself: () => !up && !killed,
    async kill() {
      killed = true;
    },
    start: vi.fn(async () => {
      if (failures-- > 0) throw new Error('no port');
      up = true;
    }),
  };
}

const quick = { most: 3, pauseMs: 1 };

it('starts again who has died, also where that fails at first', async () => {
  const [one, lines] = [dead(2), [] as string[]];
  const stop = keepRunning(one, { ...quick, tell: line => lines.push(line), giveUp: expect.fail });
  await expect.poll(() => one.diedByItself()).toBe(false);
  await expect.poll(() => one.start.mock.calls.length).toBe(3);
  await stop();
  const again = 'web 1 ended by itself, and is started again';
  expect(lines).toEqual([again, 'no port', again, 'no port', again]);
});

it('gives up who does not stay up', async () => {
  const [one, giveUp] = [dead(99), vi.fn()];
  const stop = keepRunning(one, { ...quick, tell: () => {}, giveUp });
  await expect.poll(() => giveUp.mock.calls).toEqual([['web 1 was started 3 times, and does not stay up']]);
  await stop();
  expect(one.start).toHaveBeenCalledTimes(3);
});

it('gives up who dies again and again right after its start', async () => {
  const giveUp = vi.fn();
  const start = vi.fn(async () => {});
  const dying = { name: 'web 1', diedByItself: () => true, kill: async () => {}, start };
  const stop = keepRunning(dying, { ...quick, tell: () => {}, giveUp });
  await expect.poll(() => giveUp.mock.calls.length).toBeGreaterThan(0);
  await stop();
  expect(start).toHaveBeenCalledTimes(3);
});
