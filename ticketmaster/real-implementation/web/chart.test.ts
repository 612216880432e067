import { expect, it } from 'vitest';
import { pathOf, roundUp } from './chart.ts';

it('has an axis that ends at 1, 2 or 5 and noughts', () => {
  expect([0, 0.3, 1, 1.2, 4, 5, 51, 999, 1_000, 20_001].map(roundUp)).toEqual([
    ...[1, 1, 1, 2, 5, 5, 100, 1_000, 1_000, 50_000],
  ]);
});

it('draws to the right edge, from the floor to the top, and leaves a gap where nothing is known', () => {
  expect(pathOf([0, 10], 10)).toBe('M238.0 62.0h0L240.0 2.0');
  expect(pathOf([5, null, undefined, 5, 5], 10).match(/[ML]/g)).toEqual(['M', 'M', 'L']);
  expect(pathOf([], 1)).toBe('');
});
