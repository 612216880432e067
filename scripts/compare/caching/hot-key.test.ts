import { expect, it } from 'vitest';
import { type HotRead, hotKeySection } from './hot-key.ts';

const read = (shards: number, busiest: number): HotRead => ({
  ...{ eventId: 'E1', shards, busiest, perSecond: 1_000 * busiest, gets: [1, 2, 3] },
});
const section = hotKeySection(
  { '1 key': [read(1, 1)], 'chosen shards': [read(3, 0.3), read(3, 0.4), read(2, 0.5)] },
  3,
  2,
);

it('tells the mean share of the busiest node, its range, and the keys that a change touches', () => {
  expect(section.rows).toEqual([
    ['1 key', '100.0 (100.0–100.0)', '1,000 (1,000–1,000)', '1'],
    ['chosen shards', '40.0 (30.0–50.0)', '400 (300–500)', '3 or 2'],
  ]);
});

it('draws the same', () => {
  expect(section.chart).toMatchObject({
    bars: [
      { label: '1 key', value: 100 },
      { label: 'chosen shards', min: 30, max: 50 },
    ],
  });
});
