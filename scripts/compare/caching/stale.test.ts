import { expect, it } from 'vitest';
import { binsOf, percentile, staleness } from './stale.ts';

const sale = (version: number, acknowledgedMs: number, eventId = 'E1') => ({ eventId, version, acknowledgedMs });
const read = (version: number, sentMs: number, eventId = 'E1') => ({ eventId, version, sentMs });

it('is the time since the first newer sale was acknowledged', () => {
  const sales = [sale(2, 100), sale(3, 200), sale(4, 300)];
  expect(staleness([read(1, 350), read(2, 350), read(3, 350), read(4, 350)], sales)).toEqual([250, 150, 50, 0]);
});

it('is nothing for a read that was sent before the sale was acknowledged, or that knows more than was told', () => {
  expect(staleness([read(1, 99), read(2, 100), read(9, 500)], [sale(2, 100)])).toEqual([0, 0, 0]);
});

it('counts from the newest sale that was known, also where an older one is acknowledged later', () => {
  expect(staleness([read(1, 250), read(2, 250)], [sale(2, 300), sale(3, 200)])).toEqual([50, 50]);
});

it('keeps events apart, and knows of none without sales', () => {
  expect(staleness([read(1, 150, 'E2'), read(1, 150)], [sale(2, 100)])).toEqual([0, 50]);
});

it('gives percentiles that were really seen', () => {
  const values = Array.from({ length: 200 }, (_, i) => i + 1);
  expect([50, 99, 100].map(percent => percentile(values, percent))).toEqual([100, 198, 200]);
  expect(percentile([], 99)).toBe(0);
});

it('puts each read into one bin, those that are not stale into the first', () => {
  const bins = binsOf([0, 0, 0.4, 1, 5_000, 60_000]);
  expect(bins.filter(({ reads }) => reads > 0)).toEqual([
    ...[{ upToMs: 0, reads: 2 }],
    ...[{ upToMs: 1, reads: 2 }],
    ...[{ upToMs: 5_011.9, reads: 1 }],
    ...[{ upToMs: Infinity, reads: 1 }],
  ]);
});
