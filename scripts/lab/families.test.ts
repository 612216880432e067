import { join } from 'node:path';
import { expect, it } from 'vitest';
import { families, ofFamily, rowsOf } from './families.ts';
import { figureIn } from './figures.ts';
import { comparisonsIn } from './reports.ts';

const all = comparisonsIn(join(import.meta.dirname, '../..'));
const rows = rowsOf(all);
const technologyOf = (name: string) => rows.find(({ technology }) => technology.name === name)!.technology;
const tableOf = (family: string, title: string) =>
  all.find(({ name }) => name === family)!.sections.find(section => section.title === title)!;

it('has rows for every family, each with figures, and every comparison is of one', () => {
  for (const family of families) {
    const own = rows.filter(row => row.family === family).map(({ technology }) => technology);
    expect([family.name, own.some(({ promises, speed }) => promises.length && speed.length)]).toEqual([
      family.name,
      true,
    ]);
    expect(ofFamily(family, all).length).toBeGreaterThan(0);
  }
  expect(new Set(rows.map(({ family, technology }) => `${family.home} ${technology.name}`)).size).toBe(rows.length);
});

it('throws where a comparison is of no family: it would be missing', () => {
  expect(() => rowsOf([...all, { ...all[0]!, home: 'ticketmaster/tech-new' }])).toThrow(
    'ticketmaster/tech-new is of no family',
  );
});

it('says the same of optimistic beside pessimistic as the comparison, which computes it apart', () => {
  const table = tableOf('locking', 'Optimistic beside pessimistic').rows;
  const { speed } = technologyOf('PostgreSQL, optimistic');
  expect(speed.map(({ value }) => value)).toEqual([table[0]!.at(-1), table.at(-1)!.at(-1)]);
});

it('counts the seats that a careless way has sold twice, as its table does', () => {
  const [, ...counts] = tableOf('locking', 'Careless ways').rows[0]!;
  const sum = counts.reduce((total, count) => total + Number(count.replace(',', '')), 0);
  const [sold] = technologyOf('PostgreSQL, unsafe').promises;
  expect(sold!.brokenBecause).toContain(`${sum.toLocaleString('en-US')} seats were sold twice`);
});

it('computes what each cache buys from the reads of the same table', () => {
  const reads = (way: string) =>
    Number(
      tableOf('caching', 'What each tier buys')
        .rows.find(row => row[0] === 'one key' && row[1] === way)![3]!
        .replace(',', ''),
    );
  const figure = technologyOf('two-tier').speed.find(({ label }) => label.endsWith('one key'))!;
  expect(Number(figure.value)).toBeCloseTo(reads('two-tier') / reads('none'), 1);
});

it('tells of the failovers of each drawing what was lost', () => {
  const lost = technologyOf('cached-purchase').promises.find(({ promise }) => promise.includes('lost'))!;
  const row = tableOf('flash-sales', 'What each failover loses').rows.find(([, what]) => what!.includes('lags'))!;
  expect(lost.brokenBecause).toContain(`${row[5]!.replaceAll('**', '')} lost (${row[1]})`);
});

it('leaves empty what was not measured, and puts a part of a run beside the right rows', () => {
  const [first, ...others] = all.filter(({ name }) => name === 'waiting-room');
  expect(others).toEqual([]);
  const own = rowsOf([{ ...first!, own: first!.sections.filter(({ title }) => title === 'Joining') }]);
  const kafka = own.find(({ technology }) => technology.name === 'Kafka')!;
  expect(kafka.own).toMatchObject({ recovery: [], promises: [], speed: [{ value: kafka.technology.speed[0]!.value }] });
});

it('finds a cell by row and column, leaves out what was not measured, and throws for a column that is gone', () => {
  const { sections } = all.find(({ name }) => name === 'waiting-room')!;
  const at = { title: 'The broker dies', column: 'lost', label: 'lost' };
  expect(figureIn(sections, { ...at, row: 'SQS FIFO' })).toEqual([
    { label: 'lost', value: '0', section: 'The broker dies' },
  ]);
  expect(figureIn(sections, { ...at, row: 'SQS FIFO', column: 'nobody was let in for, ms' })).toEqual([]);
  expect(figureIn(sections, { ...at, row: 'SQS' })).toEqual([]);
  expect(() => figureIn(sections, { ...at, row: 'Kafka', column: 'gone' })).toThrow("has no column 'gone'");
});
