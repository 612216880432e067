import { expect, it } from 'vitest';
import { noCounts } from '../../../ticketmaster/tech-caching-hotkeys/tiers/counts.ts';
import type { GroupedBar } from '../../charts/grouped-bars.ts';
import { type Cell, type Measured, percent, refusals, tierSections } from './tiers-tables.ts';

const measured = (perSecond: number, sold: number): Measured => ({
  ...{ good: perSecond, perSecond, p50Ms: 1, p99Ms: 2, generatorBusy: 0.5, sold, missed: 0, refused: {} },
  ...{ queries: 30, failed: 0, commands: 400, busiest: 0.5, nodes: [] },
  hits: { l1: 0.9, l2: 0.08, db: 0.02, stale: 0, coalesced: 0.01 },
  counts: { versions: noCounts(), values: noCounts() },
});

const cells: Cell[] = ['uniform', 'Zipf 0.9', 'Zipf 1.2', 'one key'].flatMap((skew, nth) =>
  [0, 10, 1_000].flatMap(sales =>
    ['none', 'redis', 'two-tier', 'two-tier-sharded', 'tracking'].map((way, i) => {
      const reached = sales === 1_000 && skew === 'one key' ? 400 + i : sales;
      const speed = 1_000 * (nth + 1) * (i + 1) - sales;
      return { way, skew, sales, rounds: [2, 1, 3].map(round => measured(speed * round, reached)) };
    }),
  ),
);
const [short, ...tables] = tierSections(cells, { seconds: 2, idle: 12, complaints: [] });

it('tells in short what skew 0.9 and one key come to, without sales, with few and with many', () => {
  expect(short!.inReadme).toBe(true);
  expect(short!.rows).toHaveLength(10);
  expect(short!.rows[0]).toEqual(['Zipf 0.9', 'none', '4,000', '3,980', '2,000', '2.00', '30', '400']);
  expect(short!.rows.at(-1)!.slice(0, 3)).toEqual(['one key', 'tracking', '40,000']);
  for (const row of short!.rows) expect(row).toHaveLength(short!.head.length);
});

it('has all cells in a table for each skew, and nothing of what was measured is left out', () => {
  expect(tables.map(({ title }) => title.split(': ')[1])).toEqual(['uniform', 'Zipf 0.9', 'Zipf 1.2', 'one key']);
  expect(tables.flatMap(({ raw }) => raw)).toEqual(cells);
  expect(tables.some(({ inReadme }) => inReadme)).toBe(false);
  expect(tables[0]!.rows[0]).toEqual([
    ...['none', '0 → 0', '2,000 (1,000–3,000)', '1.00', '2.00', '30', '400', '50.0', '90.0', '8.0', '2.0', '1.0'],
  ]);
  for (const { head, rows } of tables) for (const row of rows) expect(row).toHaveLength(head.length);
});

it('says how many sales there really were', () => {
  expect(short!.notes![0]).toBe(
    'Of the 1,000 sales a second that were asked for there were, by way: uniform 1,000 to 1,000, Zipf 0.9 1,000 to 1,000, Zipf 1.2 1,000 to 1,000, one key 400 to 404; the rest was never sent, since 64 were under way.',
  );
});

it('says how many sales were refused, and why', () => {
  expect(refusals([{ refused: { contended: 2 } }, { refused: {} }, { refused: { contended: 1, full: 1 } }])).toEqual([
    'Sales refused with 503: 3 × contended',
    'Sales refused with 503: 1 × full',
  ]);
  const refused = cells.map(cell => ({ ...cell, rounds: [{ ...cell.rounds[0]!, refused: { full: 1 } }] }));
  expect(tierSections(refused, { seconds: 2, idle: 12, complaints: [] })[0]!.notes![1]).toContain('60 × full');
});

it('says when the generator was the bottleneck, and what the servers complained of', () => {
  expect(short!.notes!.join()).not.toMatch(/90 %|printed/);
  const busy = cells.map(cell => ({ ...cell, rounds: cell.rounds.map(round => ({ ...round, generatorBusy: 0.95 })) }));
  const complaints = ['Telling failed', 'away', 'Telling failed'];
  const [told] = tierSections(busy.slice(0, 15), { seconds: 2, idle: 12, complaints });
  expect(told!.notes).toEqual(
    expect.arrayContaining([
      ...['The servers printed 2 × Telling failed', 'The servers printed 1 × away'],
      expect.stringMatching(/90 % busy with none \(uniform, 0 sales\/s\), redis/),
    ]),
  );
});

it('draws a bar for each way at each skew', () => {
  const { bars } = short!.chart as { bars: GroupedBar[] };
  expect(bars).toHaveLength(20);
  expect(bars[6]).toEqual({ group: 'Zipf 0.9', series: 'redis', value: 7_980, min: 3_990, max: 11_970 });
});

it('has no percent of nothing', () => {
  expect([percent(0.4567), percent(Number.NaN)]).toEqual(['45.7', '-']);
});
