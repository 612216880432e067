import { expect, it } from 'vitest';
import { median, ms, span, whole } from './numbers.ts';

it('takes the middle, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

it('shows a median from the least to the most', () => {
  expect(span([2000, 900, 1000])).toBe('1,000 (900–2,000)');
  expect(span([1, 2], value => value.toFixed(1))).toBe('1.5 (1.0–2.0)');
});

it('leaves the values as they were', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

it('writes figures as people read them', () => {
  expect([1234567.6, 999, 0].map(whole)).toEqual(['1,234,568', '999', '0']);
  expect([0.938, 12.34, 140.2].map(ms)).toEqual(['0.94', '12.3', '140']);
});
