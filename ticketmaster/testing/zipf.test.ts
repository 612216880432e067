import { expect, it } from 'vitest';
import { seeded, zipf } from './zipf.ts';

it('draws the same from the same seed', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it('picks the first of ten thousand as often as Zipf says, and all alike without skew', () => {
  const share = (skew: number) => {
    const pick = zipf(10_000, skew, seeded(1));
    const picks = Array.from({ length: 50_000 }, pick);
    expect(Math.min(...picks.slice(0, 5_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...picks.slice(0, 5_000))).toBeLessThan(10_000);
    return picks.filter(key => key === 0).length / picks.length;
  };
  expect(share(1)).toBeCloseTo(0.102, 2); // 1 / the 10,000th harmonic number
  expect(share(0)).toBeLessThan(0.001);
});
