import { expect, it } from 'vitest';
import { COLOURS } from '../../charts/theme.ts';
import { compare } from '../locking.compare.ts';
import { ceilingSection } from './ceiling.ts';
import type { Cell } from './cell.ts';
import { killedSection } from './killed.ts';
import { sweepSections } from './tables.ts';
import { technologies } from './technologies.ts';

const sold = (perSecond: number) => ({
  ...{ perSecond, p50Ms: 1, p99Ms: 2, soldTwice: 0, retries: 3, refusals: 7, contended: 15, inVain: 0 },
});
const ways = technologies
  .filter(({ emulator }) => !emulator)
  .flatMap(({ name, ways }) => ways.map(one => ({ name, ...one })));
const cells: Cell[] = [1, 10_000].flatMap(seats =>
  ways.map(({ name, way, unsafe }): Cell => {
    const rounds = [10, 30, 20].map(speed => ({ ...sold(seats * speed), soldTwice: unsafe ? 2 : 0 }));
    return { seats, buyers: 64, seatsPerOrder: 1, technology: name, way, rounds };
  }),
);
const sections = sweepSections(cells);
const [which, inPostgres, beside, past, first] = sections;

it('shows the README one chart of lines and one table of twelve rows at most', () => {
  expect(sections.filter(({ inReadme }) => inReadme)).toEqual([which]);
  expect(which!.rows.length).toBeLessThanOrEqual(12);
  expect(which!.rows[0]).toEqual([
    ...['PostgreSQL, pessimistic', expect.stringContaining('same seat'), '20 (10–30)', '200,000 (100,000–300,000)'],
  ]);
  expect(which!.chart).toMatchObject({ lines: [{ label: 'pessimistic' }, { label: 'optimistic' }] });
});

it('draws a line for each way, in a plot for each number of buyers and of seats an order', () => {
  const labels = ({ chart }: typeof which & object) =>
    chart?.kind === 'lines' ? chart.lines.map(({ label }) => label) : [];
  expect(labels(inPostgres!)).toContain('PostgreSQL, serializable');
  expect(labels(beside!)).toEqual(
    expect.arrayContaining(['PostgreSQL, pessimistic', 'Saga', 'Lock in Redis, one-redis']),
  );
  expect(labels(past!)).toEqual(expect.arrayContaining(['PostgreSQL, pessimistic', 'Two PostgreSQL nodes, routed']));
  for (const { chart } of [inPostgres!, beside!, past!]) {
    expect(new Set(labels({ chart } as never)).size).toBeLessThanOrEqual(COLOURS.length); // no more can be told apart
    expect(chart).toMatchObject({
      lines: expect.arrayContaining([expect.objectContaining({ facet: '64 buyers, one seat an order' })]),
    });
    expect(labels({ chart } as never)).not.toContain('PostgreSQL, unsafe');
  }
  expect(inPostgres!.rows[0]).toEqual(['PostgreSQL, pessimistic', '10,000']);
});

it('has a column each for retries, refusals and 503s, and tells what was measured from least to most', () => {
  expect(first!.head).toEqual(['way', 'sales/s', 'retries', 'refusals', '503s', 'p50 ms', 'p99 ms']);
  expect(first!.rows[0]).toEqual(['PostgreSQL, pessimistic', '20 (10–30)', '3.0', '7.0', '15.0', '1.00', '2.00']);
});

it('ranks no careless way, and says how often those sold twice', () => {
  const careless = sections.at(-1)!;
  const names = sections.slice(0, -1).flatMap(({ rows }) => rows.map(([name]) => name));
  expect(careless.rows).toEqual([
    ['PostgreSQL, unsafe', '12'],
    ['Lock in Redis, unfenced', '12'],
  ]);
  for (const [name] of careless.rows) expect(names).not.toContain(name);
});

it('tells the same again from what was kept', () => {
  const measured = [
    ...sections,
    ceilingSection({ pessimistic: { node: [10, 30, 20], pgbench: [20, 20, 40] } }),
    killedSection([{ name: 'Saga', emulator: false, behind: { inDoubt: 1, recovered: 1, recoverMs: 12, faults: [] } }]),
  ];
  const kept = JSON.parse(JSON.stringify(measured));
  expect(JSON.parse(JSON.stringify(compare.retell!(kept)))).toEqual(kept);
  expect(measured.at(-2)!.rows).toEqual([['pessimistic', '20 (10–30)', '20 (20–40)', '0.50 (0.50–1.50)']]);
});
