import { expect, it } from 'vitest';
import type { Round } from './rounds.ts';
import { summarize } from './summary.ts';
import { markdownTable, table } from './table.ts';

const measure = () => Promise.reject(new Error('not measured in this test'));
const targets = [
  { name: 'bare', measure },
  { name: 'ours', measure },
  { name: 'pgbench 10', measure },
  { name: 'pgbench 64', measure },
];
const round = (bare: number, ours: number, few: number, many: number): Round => ({
  loadBefore: 0,
  samples: {
    bare: { perSecond: bare, p50Ms: 0.5, p99Ms: 2 },
    ours: { perSecond: ours, p50Ms: 1, p99Ms: ours / 10 },
    'pgbench 10': { perSecond: few },
    'pgbench 64': { perSecond: many },
  },
});
const comparisons = [
  { over: 'bare', targets: ['bare'] },
  { over: 'pgbench', targets: ['pgbench 10', 'pgbench 64'] },
];

it('compares inside a round, and only then takes the median', () => {
  const rows = summarize(targets, [round(100, 50, 1, 1), round(1000, 200, 1, 1), round(10, 9, 1, 1)], comparisons);
  expect(rows[1]).toMatchObject({
    perSecond: { median: 50, min: 9, max: 200 },
    p99Ms: 5,
    ratios: { bare: 0.5 }, // of 0.5, 0.2 and 0.9; the ratio of the medians would be 0.5 only by chance
  });
  expect(
    summarize(targets, [round(100, 50, 1, 1), round(50, 40, 1, 1), round(40, 36, 1, 1)], comparisons)[1]!.ratios.bare,
  ).toBe(0.8);
});

it('compares with the best of several', () => {
  const rows = summarize(targets, [round(100, 50, 100, 200)], comparisons);
  expect(rows[1]!.ratios.pgbench).toBe(0.25);
});

it('is a Markdown table, with nothing where there is nothing to say', () => {
  expect(table(summarize(targets, [round(2000, 1500, 1000, 3000)], comparisons))).toBe(
    [
      '| target | req/s median (min–max) | p50 ms | p99 ms | ÷ bare | ÷ pgbench |',
      '| --- | --: | --: | --: | --: | --: |',
      '| bare | 2,000 (2,000–2,000) | 0.50 | 2.00 | - | 0.67 |',
      '| ours | 1,500 (1,500–1,500) | 1.00 | 150 | 0.75 | 0.50 |',
      '| pgbench 10 | 1,000 (1,000–1,000) | - | - | 0.50 | - |',
      '| pgbench 64 | 3,000 (3,000–3,000) | - | - | 1.50 | - |',
    ].join('\n'),
  );
});

it('puts words to the left and figures to the right', () => {
  const rows = [['Saga', 'services take part', '7', '1: redis', '- (nothing to say)', 'yes']];
  expect(markdownTable(['way', 'when', 'sales', 'servers', 'beside', 'kept'], rows)).toContain(
    '\n| --- | --- | --: | --: | --: | --: |\n',
  );
});

it('says how to get what is missing, and compares nothing with it', () => {
  const without = [targets[0]!, { name: 'pgbench 10', missing: 'install a|b' }];
  const { bare } = round(2000, 0, 0, 0).samples;
  expect(
    table(summarize(without, [{ samples: { bare: bare! }, loadBefore: 0 }], comparisons))
      .split('\n')
      .slice(2),
  ).toEqual([
    '| bare | 2,000 (2,000–2,000) | 0.50 | 2.00 | - | - |',
    '| pgbench 10: install a\\|b | - | - | - | - | - |',
  ]);
});

it('has the same columns when it is told anew from JSON, which forgets the ratio of a target over itself', () => {
  const rows = summarize(targets, [round(100, 50, 100, 200)], comparisons);
  expect(table(JSON.parse(JSON.stringify(rows)))).toBe(table(rows));
});
