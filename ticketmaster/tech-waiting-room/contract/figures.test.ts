import { expect, it } from 'vitest';
import { figuresShown, percentile } from './figures.ts';
import type { Figures } from './ledger.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => (i + 1) * 1_000);

it.each([
  ['of nothing', [], 50, null],
  ['of one value, the median', [4_200], 50, 4.2],
  ['of one value, the 95th', [4_200], 95, 4.2],
  ['of one value, the 0th', [4_200], 0, 4.2],
  ['of zeros', [0, 0], 50, 0],
  ['of two, the median: the smaller', [1_000, 2_000], 50, 1],
  ['of two, the 95th: the greater', [1_000, 2_000], 95, 2],
  ['of three, the median', [1_000, 2_000, 60_000], 50, 2],
  ['of values out of order', [9_000, 1_000, 5_000], 50, 5],
  ['of values that a sort by text would mistake', [10_000, 9_000, 100_000], 50, 10],
  ['of twenty, the 95th', upTo(20), 95, 19],
  ['of a hundred, the 95th', upTo(100), 95, 95],
  ['of a hundred, the 100th', upTo(100), 100, 100],
  ['of a thousand, the 95th', upTo(1_000).reverse(), 95, 950],
  ['rounded down to a tenth of a second', [1_249], 50, 1.2],
  ['rounded up to a tenth of a second', [1_250], 50, 1.3],
])('knows the percentile %s', (_what, ms, percent, seconds) => {
  expect(percentile(ms, percent)).toBe(seconds);
});

it('leaves the values as they were', () => {
  const waits = [3_000, 1_000, 2_000];
  percentile(waits, 50);
  expect(waits).toEqual([3_000, 1_000, 2_000]);
});

const figures: Figures = {
  ...{
    capacity: 2,
    admitPerSecond: 100,
    admissionSeconds: 600,
    noShowSeconds: 60,
    open: true,
    draining: false,
    waiting: 3,
    admitted: 2,
  },
  ...{ joinedTotal: 9, admittedTotal: 4, admittedByGate: [3, 1], noShows: 1, expired: 1, waits: [], etaErrors: [] },
};

it('shows waits and errors of ETAs in seconds, and not one by one', () => {
  const { waits: _waits, etaErrors: _errors, ...rest } = figures;
  expect(figuresShown({ ...figures, waits: upTo(20), etaErrors: [-3_000, 1_000, -2_000] })).toEqual({
    ...rest,
    waitSeconds: { median: 10, p95: 19 },
    etaErrorSeconds: { median: 2, p95: 3 }, // too early is as wrong as too late
  });
});

it('shows null where nobody was let in yet', () => {
  const none = { median: null, p95: null };
  expect(figuresShown(figures)).toMatchObject({ waitSeconds: none, etaErrorSeconds: none });
});
