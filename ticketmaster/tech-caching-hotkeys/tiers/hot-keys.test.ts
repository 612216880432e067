import { seeded, zipf } from '@ticketmaster/testing/zipf';
import { describe, expect, it } from 'vitest';
import { hotKeys } from './hot-keys.ts';

/** Zipf reads, counted by the sketch and exactly. */
function counted({ reads = 50_000, skew = 0.99, keys = 10_000, seed = 1, options = {} } = {}) {
  const now = 1_000;
  const sketch = hotKeys({ now: () => now, ...options });
  const exact = new Map<string, number>();
  const pick = zipf(keys, skew, seeded(seed));
  for (let n = 0; n < reads; n++) {
    const key = `E${pick()}`;
    sketch.read(key);
    exact.set(key, (exact.get(key) ?? 0) + 1);
  }
  return { sketch, exact, reads };
}

describe('experiment 18: count-min 4 × 2,048 and the top 20, against an exact count', () => {
  it.each([1, 2, 3])(
    'no estimate is too low, and but for one key in fifty none is too high by more than e/2048 of all reads (seed %i)',
    seed => {
      const { sketch, exact, reads } = counted({ seed });
      const errors = [...exact].map(([key, count]) => sketch.estimate(key) - count);
      expect(Math.min(...errors)).toBeGreaterThanOrEqual(0);
      const tooHigh = errors.filter(error => error > (Math.E / 2_048) * reads).length;
      expect(tooHigh / errors.length).toBeLessThanOrEqual(Math.exp(-4));
    },
  );

  it.each([1, 2, 3])(
    'every key with a hundredth of the reads is found, and at most one that has less (seed %i)',
    seed => {
      const { sketch, exact, reads } = counted({ seed });
      const isHot = (count: number) => count >= reads / 100;
      const truly = [...exact].flatMap(([key, count]) => (isHot(count) ? [key] : []));
      const found = sketch.hottest().flatMap(([key, count]) => (isHot(count) ? [key] : []));
      expect(truly.length).toBeGreaterThan(5);
      expect(truly.filter(key => !found.includes(key))).toEqual([]);
      expect(found.filter(key => !truly.includes(key)).length).toBeLessThanOrEqual(1);
    },
  );

  it('with a sketch that is too small, the error shows: the check can fail', () => {
    const { sketch, exact, reads } = counted({ options: { width: 16, depth: 1 } });
    const errors = [...exact].map(([key, count]) => sketch.estimate(key) - count);
    expect(errors.filter(error => error > (Math.E / 2_048) * reads).length / errors.length).toBeGreaterThan(0.9);
  });
});

it('forgets what left the window', () => {
  let now = 0;
  const sketch = hotKeys({ now: () => now, windowMs: 5_000, panes: 5 });
  for (let n = 0; n < 100; n++) sketch.read('E1');
  now = 4_900;
  sketch.read('E2');
  expect([sketch.estimate('E1'), sketch.reads()]).toEqual([100, 101]);
  now = 5_100;
  expect(sketch.hottest()).toEqual([['E2', 1]]);
  now = 60_000;
  expect([sketch.hottest(), sketch.reads()]).toEqual([[], 0]);
});

it('lets a newcomer in that becomes hotter than the least of the highest', () => {
  const sketch = hotKeys({ now: () => 1_000, top: 3 });
  for (const key of ['A', 'B', 'C']) for (let n = 0; n < 5; n++) sketch.read(key);
  for (let n = 0; n < 50; n++) sketch.read('late');
  expect(sketch.hottest()[0]).toEqual(['late', 50]);
  expect(sketch.hottest()).toHaveLength(3);
});
