import { seeded } from '@ticketmaster/testing/zipf';
import { expect, it } from 'vitest';
import { entryOf, expiresEarly, restOf } from './entry.ts';

const lives = { ttlMs: 5_000, jitter: 0.1, negativeMs: 1_000 };

it('lives from when its source began to be read, what does not exist for a shorter time', () => {
  expect(entryOf('A', 1_000, 40, { ...lives, jitter: 0 })).toEqual({
    ...{ value: 'A', readAt: 1_000, loadMs: 40, expiresAt: 6_000 },
  });
  expect(entryOf(undefined, 1_000, 40, { ...lives, jitter: 0 }).expiresAt).toBe(2_000);
});

it('is kept by a tier for the rest of its life, never longer than the tier says, whatever the clocks say', () => {
  const entry = { expiresAt: 6_000 };
  expect([1_000, 5_900, 6_000, 9_000].map(now => restOf(entry, now, 250))).toEqual([250, 100, 0, 0]);
  expect(restOf(entry, -3_600_000, 250)).toBe(250); // a clock that is an hour late
});

/** In which tenth of a second after 4 s each of a thousand entries ends that were stored together. */
function ends(jitter: number): Map<number, number> {
  const random = seeded(1);
  const bins = new Map<number, number>();
  for (let n = 0; n < 1_000; n++) {
    const bin = Math.floor(entryOf('A', 0, 0, { ...lives, jitter }, random).expiresAt / 100);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return bins;
}

it('experiment 9: without jitter a thousand entries end in one tenth of a second; with 40 % they are spread over two seconds', () => {
  expect(ends(0)).toEqual(new Map([[50, 1_000]]));
  const spread = ends(0.4);
  expect(spread.size).toBeGreaterThanOrEqual(20);
  expect(Math.max(...spread.values())).toBeLessThan(80);
});

/** Loads in one life when `perSecond` readers come and a load takes 50 ms, and whether any reader found it ended. */
function early(perSecond: number, random: () => number) {
  let [loads, late, filledAt] = [0, 0, 0];
  const [life, loadMs] = [5_000, 50];
  const pending: number[] = [];
  for (let now = 0; now < life * 4; now += 1_000 / perSecond) {
    for (const at of pending.splice(0, pending.findLastIndex(at => at <= now) + 1)) filledAt = at - loadMs;
    const expiresAt = filledAt + life;
    if (now >= expiresAt) late++;
    if (now >= expiresAt || expiresEarly({ expiresAt, loadMs }, now, { random })) {
      loads++;
      pending.push(now + loadMs);
    }
  }
  return { loadsInALife: loads / 4, late };
}

it('experiment 8: read early, an entry is loaded two or three times in its life, and from 1,000 reads a second on nobody finds it ended', () => {
  const random = seeded(4);
  const runs = Array.from({ length: 20 }, () => early(1_000, random));
  const mean = runs.reduce((sum, { loadsInALife }) => sum + loadsInALife, 0) / runs.length;
  expect(mean).toBeGreaterThan(1.8); // not one, as is often said
  expect(mean).toBeLessThan(3.5);
  expect(runs.reduce((sum, { late }) => sum + late, 0)).toBe(0);
});
