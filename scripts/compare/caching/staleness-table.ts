import { median, ms, whole } from '../../bench/numbers.ts';
import type { Picture, Section } from '../comparison.ts';
import { TTL_MS } from './stage.ts';
import { binsOf, percentile } from './stale.ts';
import { complained, percent, refusals } from './tiers-tables.ts';

/** Reads a second of the sampler, and how many events are sold and read alike. */
export const READS = 400;
export const SOLD_EVENTS = 4;

/** One way at one rate of sales, all rounds together. */
export interface Stale {
  way: string;
  sales: number;
  /** Sales a second, in each round. */
  reached: number[];
  /** Why sales were refused with 503, and how often, in each round. */
  refused: Record<string, number>[];
  /** Reads that were due and never sent, since 64 were under way. */
  missed: number;
  /** How stale each read was, in ms. */
  values: number[];
}

export interface StaleKnown {
  rounds: number;
  complaints: string[];
}

/** Throws when the way that asks the database alone was stale: then it was measured wrongly. */
export function staleSection(cells: Stale[], { rounds, complaints }: StaleKnown): Section {
  if (cells.some(({ way, values }) => way === 'none' && values.some(value => value > 0)))
    throw new Error('The figures of staleness are worthless: reads of the database alone were stale, which cannot be');
  const raw = cells.map(cell => ({
    ...{
      way: cell.way,
      sales: cell.sales,
      reached: cell.reached,
      missed: cell.missed,
      refused: cell.refused,
      boundMs: boundOf(cell),
    },
    ...{
      mostMs: percentile(
        cell.values.toSorted((a, b) => a - b),
        100,
      ),
      bins: binsOf(cell.values),
    },
  }));
  return {
    inReadme: true,
    title: 'How stale an answer is',
    about: `${READS} reads a second through two servers while seats of the same ${SOLD_EVENTS} events are sold through them. An answer is stale from the moment on at which a sale that it does not know had been confirmed to its buyer: until the read was sent. ${rounds} rounds together.`,
    head: ['way', 'sales/s', 'reads', 'stale %', 'p50 ms', 'p99 ms', 'most ms', 'bound ms'],
    rows: cells.map(cell => {
      const sorted = cell.values.toSorted((a, b) => a - b);
      return [
        ...[cell.way, `${whole(cell.sales)} → ${whole(median(cell.reached))}`, whole(sorted.length)],
        percent(sorted.filter(value => value > 0).length / sorted.length),
        ...[50, 99, 100].map(part => ms(percentile(sorted, part))),
        whole(boundOf(cell)),
      ];
    }),
    notes: [
      ...notesOf(cells),
      ...refusals(cells.flatMap(cell => cell.refused.map(refused => ({ refused })))),
      ...complained(complaints),
    ],
    chart: stalenessChart(raw),
    raw,
  };
}

/** What the lesson promises: no answer is older than the life of an entry, which keeps its age through all tiers. */
const boundOf = ({ way }: Stale) => (way === 'none' ? 0 : TTL_MS);

function notesOf(cells: Stale[]): string[] {
  const missed = cells.filter(cell => cell.missed > 0.01 * cell.values.length);
  const missing = missed.map(cell => `${cell.way} with ${whole(cell.sales)} sales/s ${whole(cell.missed)}`);
  const broken = cells.filter(cell => Math.max(...cell.values) > boundOf(cell));
  return [
    'Times are taken in the process that buys and reads, so that no two clocks are compared. Without sales nothing is stale.',
    `An event is read ${READS / SOLD_EVENTS} times a second here and is not hot: \`two-tier-sharded\` reads as \`two-tier\` does.`,
    ...(missing.length ? [`Reads that were due and never sent, since 64 were under way: ${missing.join(', ')}.`] : []),
    ...broken.map(({ way, sales }) => `The bound was **broken** by ${way} with ${whole(sales)} sales a second.`),
  ];
}

/** How many of 100,000 reads are staler than so much, where the most was sold. A way that was never stale has no line. */
export function stalenessChart(
  kept: { way: string; sales: number; bins: { upToMs: number; reads: number }[] }[],
): Picture {
  const most = Math.max(...kept.map(({ sales }) => sales));
  const lines = kept
    .filter(({ sales }) => sales === most)
    .map(({ way, bins }) => {
      const all = bins.reduce((sum, { reads }) => sum + reads, 0);
      let staler = all;
      const points = bins.flatMap(({ upToMs, reads }) => {
        staler -= reads;
        const value = Math.round((staler / all) * 100_000);
        return upToMs >= 1 && value > 0 ? [{ x: upToMs, value, min: value, max: value }] : [];
      });
      return { label: way, points };
    });
  return {
    ...{ kind: 'lines', file: 'staleness.svg', title: 'Of 100,000 reads, how many are staler than …' },
    subtitles: [
      `${whole(most)} sales a second asked for; the bound is ${whole(TTL_MS)} ms; a way without a line never was by 1 ms`,
    ],
    x: { title: 'since a newer sale was confirmed', unit: 'ms', log: true },
    y: { title: 'reads of 100,000', unit: 'reads', log: true },
    lines: lines.filter(({ points }) => points.length > 0),
  };
}
