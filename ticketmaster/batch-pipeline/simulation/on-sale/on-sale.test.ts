import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollAfter } from '@ticketmaster/waiting-room/routes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demand, peaks, pollsOf, TEN_MILLION } from './crowd.ts';
import { BENCH, measuredRates } from './rates.ts';
import { processesFor, resourcesOf, visitorsForOne } from './resources.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rates-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('reads the measured rates from the reports, and says where they are from', () => {
  const rates = measuredRates();
  const { rows } = JSON.parse(readFileSync(join(BENCH, 'real.json'), 'utf8')) as {
    rows: { target: string; perSecond: { median: number } }[];
  };
  expect(rates.joins).toBe(rows.find(({ target }) => target === 'join the line')!.perSecond.median);
  for (const rate of Object.values(rates).filter(one => typeof one === 'number')) expect(rate).toBeGreaterThan(0);
  expect(rates.streams).toBeGreaterThan(1_000);
  expect(rates.measured).toHaveLength(3);
  for (const line of rates.measured) expect(line).toMatch(/UTC · commit .* · `npm run/);
});

it.each([
  ['real.json', '"join the line"', '"queue up"', 'real.json does not say'],
  ['streams.md', 'memory of the shop', 'memory', 'streams.md has nothing like'],
  ['crowd-10000.json', '"letIn"', '"admitted"', 'letIn'],
])('does not go on with a report that changed: %s', (file, is, becomes, message) => {
  cpSync(BENCH, folder, { recursive: true });
  writeFileSync(join(folder, file), readFileSync(join(BENCH, file), 'utf8').replaceAll(is, becomes));
  expect(() => measuredRates(folder)).toThrow(message);
});

it('has all visitors come, and sells the seats in the time that was given', () => {
  const rates = measuredRates();
  const seconds = demand(TEN_MILLION, rates);
  const sum = (of: 'joins' | 'orders') => seconds.reduce((all, second) => all + second[of], 0);
  expect(sum('joins') / TEN_MILLION.visitors).toBeCloseTo(1, 2);
  expect((sum('orders') * rates.ticketsPerOrder) / TEN_MILLION.seats).toBeCloseTo(1, 3);
  const doors = seconds.find(({ second }) => second === 0)!;
  expect(doors.joins).toBe(Math.max(...seconds.map(({ joins }) => joins)));
});

it.each([
  [50, 60],
  [1_234, 60],
  [5_000, 300],
  [30_000, 20],
])('polls as often as the room tells each of %d who wait', (waiting, noShowS) => {
  let expected = 0;
  for (let position = 1; position <= waiting; position++) expected += 1 / pollAfter(position, noShowS);
  expect(pollsOf(waiting, noShowS)).toBeCloseTo(expected, 6);
});

it('takes as many processes as the demand at the measured rate', () => {
  const rates = measuredRates();
  const resources = resourcesOf(peaks(demand(TEN_MILLION, rates)), rates);
  const [polls] = resources as [(typeof resources)[0]];
  expect(processesFor({ ...polls, demand: 10.5, one: 2 })).toBe(6);
  expect(visitorsForOne({ ...polls, demand: 100, one: 2 }, 1_000)).toBe(20);
  const twice = resourcesOf(peaks(demand({ ...TEN_MILLION, visitors: 2 * TEN_MILLION.visitors }, rates)), rates);
  expect(twice[0]!.demand / polls.demand).toBeCloseTo(2, 1);
});
