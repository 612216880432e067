import { expect, it } from 'vitest';
import { recent } from './recent.ts';

it('keeps the newest of the last minute, and no more than so many', () => {
  let at = 0;
  const lately = recent({ most: 3, spanMs: 60_000, now: () => at });
  expect(lately.values()).toEqual([]);
  for (const value of [1, 2, 3, 4]) lately.add(value);
  expect(lately.values().toSorted()).toEqual([2, 3, 4]);
  at = 59_999;
  lately.add(5);
  expect(lately.values().toSorted()).toEqual([3, 4, 5]);
  at = 60_000;
  expect(lately.values()).toEqual([5]);
});
