import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where the real implementation's measurements are kept. */
export const BENCH = join(import.meta.dirname, '../../../real-implementation/bench');

/** What this lab measured, as its own reports say it. */
export interface Rates {
  /** Per second, through one process of the shop, with the load and all servers on the same machine. */
  joins: number;
  joinsBehindMany: number;
  holds: number;
  holdsThatLose: number;
  seatMaps: number;
  /** Streams that one process held, each of so many KB, and how many were opened a second. */
  streams: number;
  streamKb: number;
  streamsOpened: number;
  /** Orders confirmed a second in the best ten seconds of a crowd, payments and tickets with them: two processes. */
  confirmed: number;
  /** What visitors do. */
  ticketsPerOrder: number;
  holdsPerOrder: number;
  ordersPerAdmission: number;
  /** When, where and how each report was measured. */
  measured: string[];
}

const bench = z.object({
  rows: z.array(z.object({ target: z.string(), perSecond: z.object({ median: z.number() }).optional() })),
});
const crowd = z.object({
  report: z.object({
    calls: z.record(z.string(), z.object({ statuses: z.record(z.string(), z.number()) })),
    orders: z.record(z.string(), z.number()),
    ticketsValid: z.record(z.string(), z.number()),
    outcomes: z.record(z.string(), z.number()),
    humans: z.object({ letIn: z.number() }),
    overTime: z.array(z.object({ second: z.number(), confirmed: z.number() })),
  }),
});

/** Reads the reports; throws where one says no longer what is looked for. */
export function measuredRates(folder = BENCH): Rates {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const { rows } = bench.parse(JSON.parse(read('real.json')));
  const perSecond = (target: string) => {
    const found = rows.find(row => row.target === target)?.perSecond?.median;
    if (found === undefined) throw new Error(`real.json does not say how many '${target}' a second there were`);
    return found;
  };
  const streams = read('streams.md');
  const { report } = crowd.parse(JSON.parse(read('crowd-10000.json')));
  const confirmedOrders = report.orders.CONFIRMED!;
  const tickets = Object.values(report.ticketsValid).reduce((sum, count) => sum + count, 0);
  return {
    joins: perSecond('join the line'),
    joinsBehindMany: perSecond('the same behind 800,000'),
    holds: perSecond('hold that wins'),
    holdsThatLose: perSecond('hold that loses'),
    seatMaps: perSecond('GET seats, 20,000'),
    streams: numberIn(streams, /^\| ([\d,]+) streams of/m),
    streamKb: numberIn(streams, /^\| memory of the shop for each, KB \| ([\d.,]+)/m),
    streamsOpened: numberIn(streams, /^\| opened per second \| ([\d,]+)/m),
    confirmed: mostWithin(10, report.overTime),
    ticketsPerOrder: tickets / confirmedOrders,
    holdsPerOrder: report.calls.hold!.statuses[201]! / confirmedOrders,
    ordersPerAdmission: report.outcomes['human: tickets']! / report.humans.letIn,
    measured: ['real.md', 'streams.md', 'crowd-10000.md'].map(file => `${file}: ${read(file).split('\n')[0]}`),
  };
}

function numberIn(text: string, pattern: RegExp): number {
  const [, digits] = pattern.exec(text) ?? [];
  if (digits === undefined) throw new Error(`streams.md has nothing like ${pattern}`);
  return Number(digits.replaceAll(',', ''));
}

/** The most that were confirmed in so many seconds one after another, per second. */
function mostWithin(seconds: number, overTime: { second: number; confirmed: number }[]): number {
  const gains = overTime.slice(seconds).map((later, nth) => later.confirmed - overTime[nth]!.confirmed);
  return Math.max(...gains) / seconds;
}
