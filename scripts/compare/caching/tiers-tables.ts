import type { Sample } from '../../bench/bench.ts';
import { median, ms, span, whole } from '../../bench/numbers.ts';
import type { GroupedBar } from '../../charts/grouped-bars.ts';
import type { Section } from '../comparison.ts';
import type { Hits, Spent } from './looks.ts';

/** One way in one round. */
export type Measured = Required<Sample> &
  Spent & {
    good: number;
    /** Sales a second that were really reached, and how many were due and never sent. */
    sold: number;
    missed: number;
    /** Sales that were refused with 503: why, and how often. */
    refused: Record<string, number>;
  };

/** One way, by how skewed the reads are and how many sales were asked for a second, in every round. */
export interface Cell {
  way: string;
  skew: string;
  sales: number;
  rounds: Measured[];
}

export interface Known {
  seconds: number;
  /** Commands a second when nobody reads. */
  idle: number;
  complaints: string[];
}

/** With these sales a second the ways are told in short. */
const USUAL_SALES = 10;
const inShort = ['Zipf 0.9', 'one key'];

/** In short, and then a table for each skew. */
export function tierSections(cells: Cell[], known: Known): Section[] {
  const bySkew = Map.groupBy(cells, ({ skew }) => skew);
  return [short(cells, known), ...[...bySkew].map(([skew, some]) => atSkew(skew, some))];
}

const speeds = (cell: Cell) => cell.rounds.map(({ perSecond }) => perSecond);
const of = (cell: Cell, what: 'p50Ms' | 'p99Ms' | 'queries' | 'commands' | 'busiest' | 'sold') =>
  median(cell.rounds.map(round => round[what]));
const hitsOf = (cell: Cell, tier: keyof Hits) => percent(median(cell.rounds.map(({ hits }) => hits[tier])));

/** 0.4567 → `45.7`; `-` for a share of nothing. */
export const percent = (share: number) => (Number.isFinite(share) ? (100 * share).toFixed(1) : '-');

function short(cells: Cell[], known: Known): Section {
  const rounds = cells[0]!.rounds.length;
  const most = Math.max(...cells.map(({ sales }) => sales));
  const usual = cells.filter(({ sales }) => sales === USUAL_SALES);
  const withSales = (cell: Cell, sales: number) =>
    cells.find(one => one.way === cell.way && one.skew === cell.skew && one.sales === sales);
  const speedWith = (cell: Cell, sales: number) => {
    const one = withSales(cell, sales);
    return one ? whole(median(speeds(one))) : '-';
  };
  return {
    inReadme: true,
    title: 'What each tier buys',
    about: `64 connections read the availability of 2,000 events of 200 seats from two server processes, while seats are sold through the same servers; the events are read, and sold, as skewed as said. Medians of ${rounds} rounds of ${known.seconds} s. The last three columns are with ${USUAL_SALES} sales a second.`,
    head: [
      ...['read', 'way', 'reads/s without sales', `${USUAL_SALES} sales/s`, `${whole(most)} sales/s`],
      ...['p99 ms', 'queries/s', 'Redis commands/s'],
    ],
    rows: usual
      .filter(({ skew }) => inShort.includes(skew))
      .map(cell => [
        ...[cell.skew, cell.way, ...[0, USUAL_SALES, most].map(sales => speedWith(cell, sales))],
        ...[ms(of(cell, 'p99Ms')), whole(of(cell, 'queries')), whole(of(cell, 'commands'))],
      ]),
    notes: [
      reached(cells, most),
      ...refusals(cells.flatMap(cell => cell.rounds)),
      ...notesOf(known),
      ...generatorWasBusy(cells),
    ],
    chart: {
      ...{ kind: 'grouped bars', file: 'tiers.svg', title: 'Reads a second, by way and by how skewed they are' },
      subtitles: [`${USUAL_SALES} sales a second; median of ${rounds} rounds; thin line: least to most`],
      ...{ unit: 'reads per second', groupTitle: 'which events are read' },
      bars: usual.map(barOf),
    },
    raw: { idle: known.idle, complaints: known.complaints },
  };
}

function barOf(cell: Cell): GroupedBar {
  const all = speeds(cell);
  return { group: cell.skew, series: cell.way, value: median(all), min: Math.min(...all), max: Math.max(...all) };
}

function atSkew(skew: string, cells: Cell[]): Section {
  return {
    title: `What each tier buys: ${skew}`,
    about: `Median (least–most) of ${cells[0]!.rounds.length} rounds. Sales are asked for → reached. Tiers are shares of look-ups, in percent: each read looks up a pointer and a value; those that waited for another's load in the same process are in their tier's share, too. \`busiest\` is the share of the master with the most commands.`,
    head: [
      ...['way', 'sales/s', 'reads/s', 'p50 ms', 'p99 ms', 'queries/s', 'Redis commands/s', 'busiest %'],
      ...['l1 %', 'l2 %', 'db %', 'coalesced %'],
    ],
    rows: cells.map(cell => [
      ...[cell.way, `${whole(cell.sales)} → ${whole(of(cell, 'sold'))}`, span(speeds(cell))],
      ...[ms(of(cell, 'p50Ms')), ms(of(cell, 'p99Ms')), whole(of(cell, 'queries')), whole(of(cell, 'commands'))],
      percent(of(cell, 'busiest')),
      ...(['l1', 'l2', 'db', 'coalesced'] as const).map(tier => hitsOf(cell, tier)),
    ]),
    raw: cells,
  };
}

/** How many sales there really were where the most were asked for. */
function reached(cells: Cell[], most: number): string {
  const bySkew = Map.groupBy(
    cells.filter(({ sales }) => sales === most),
    ({ skew }) => skew,
  );
  const told = [...bySkew].map(([skew, some]) => {
    const sold = some.map(cell => of(cell, 'sold'));
    return `${skew} ${whole(Math.min(...sold))} to ${whole(Math.max(...sold))}`;
  });
  return `Of the ${whole(most)} sales a second that were asked for there were, by way: ${told.join(', ')}; the rest was never sent, since 64 were under way.`;
}

const notesOf = ({ idle, complaints }: Known) => [
  `${whole(idle)} of the Redis commands a second are there when nobody reads: what is hot is shared, and we look at the counts.`,
  'Redis does not see what the client of `tracking` answers from its memory, and the counts call that l2: its commands tell.',
  'Before each cell tier 2 is emptied, so that no way finds what another has filled. An entry lives for 5 s, longer than a cell: the queries of `uniform` are first reads more than reloads.',
  'No reader is refused: 32 connections to each process are fewer than its bound on queries lets wait.',
  'The sold seats are given back past the lesson, so that an event is not sold out within a second; that is work for PostgreSQL, too.',
  ...complained(complaints),
];

/** Sales that were refused in any of these, by why. */
export const refusals = (measured: { refused: Record<string, number> }[]): string[] =>
  [
    ...Map.groupBy(
      measured.flatMap(({ refused }) => Object.entries(refused)),
      ([why]) => why,
    ),
  ].map(([why, some]) => `Sales refused with 503: ${whole(some.reduce((sum, [, n]) => sum + n, 0))} × ${why}`);

/** What the servers printed while it was measured: each line, and how often. */
export const complained = (complaints: string[]): string[] =>
  [...Map.groupBy(complaints, line => line)].map(([line, all]) => `The servers printed ${whole(all.length)} × ${line}`);

function generatorWasBusy(cells: Cell[]): string[] {
  const busy = cells.filter(({ rounds }) => median(rounds.map(({ generatorBusy }) => generatorBusy)) > 0.9);
  if (busy.length === 0) return [];
  const names = busy.map(({ way, skew, sales }) => `${way} (${skew}, ${whole(sales)} sales/s)`);
  return [`The load generator itself was more than 90 % busy with ${names.join(', ')}: they may be faster.`];
}
