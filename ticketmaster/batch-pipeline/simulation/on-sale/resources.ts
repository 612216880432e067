import type { Second } from './crowd.ts';
import type { Rates } from './rates.ts';

/** Something that can be too little. */
export interface Resource {
  what: string;
  /** At the worst second. */
  demand: number;
  /** Of one process, or of one provider's account. */
  one: number;
  unit: string;
  /** Where `one` comes from. */
  from: string;
  /** What grows by more nodes, and where that ends. */
  linear: string;
  /** More of them cannot be bought by the hour. */
  outside?: true;
}

/** Stripe, live: operations a second of an account; a sale takes three (create, confirm, capture). https://docs.stripe.com/rate-limits */
const PROVIDER = { operations: 100, each: 3 };

export function resourcesOf(peak: Second, rates: Rates): Resource[] {
  return [
    {
      ...{ what: 'polls of who waits', demand: peak.polls, one: rates.joins, unit: 'per second' },
      from: 'real.json, a join: a poll reads the same Redis and was not measured alone',
      linear:
        'processes: yes. Their one Redis: no, all places of an event lie under one hash tag, on one primary and one core. It fails first: a number that all may know ("now serving") belongs on the CDN.',
    },
    {
      ...{ what: 'joins', demand: peak.joins, one: rates.joins, unit: 'per second' },
      from: 'real.json, join the line',
      linear:
        'processes: yes. The line of one event is one key of one primary: several lines, merged by a draw as the pre-queue does, or it ends at what one Redis can.',
    },
    {
      ...{
        what: 'streams, if who waits had one instead of polling',
        demand: peak.waiting,
        one: rates.streams,
        unit: 'streams',
      },
      from: `streams.md: ${rates.streams} in one process, ${rates.streamKb} KB each`,
      linear: 'yes, memory and sockets are each process’s own; a change for all costs each process its own fan-out.',
    },
    {
      ...{ what: 'streams of who is inside', demand: peak.inside, one: rates.streams, unit: 'streams' },
      from: 'streams.md',
      linear: 'yes',
    },
    {
      ...{ what: 'seat maps', demand: peak.seatMaps, one: rates.seatMaps, unit: 'per second' },
      from: 'real.json, GET seats, 20,000',
      linear: 'yes: each process answers from its memory.',
    },
    {
      ...{ what: 'holds', demand: peak.holds, one: rates.holds, unit: 'per second' },
      from: 'real.json, hold that wins',
      linear:
        'across events: yes. One event sells on one PostgreSQL primary, whose commits come one after another: no.',
    },
    {
      ...{ what: 'orders paid', demand: peak.orders, one: rates.confirmed, unit: 'per second' },
      from: 'crowd-10000.json, the best ten seconds, under the load of the whole crowd',
      linear: 'as holds: the same primary, two commits more.',
    },
    {
      ...{
        what: 'orders paid, at the provider',
        demand: peak.orders,
        one: PROVIDER.operations / PROVIDER.each,
        unit: 'per second',
      },
      from: `https://docs.stripe.com/rate-limits: ${PROVIDER.operations} operations a second of an account, ${PROVIDER.each} for a sale`,
      linear: 'no: by contract only.',
      outside: true,
    },
  ];
}

/** Whole processes, at the measured rate. */
export const processesFor = ({ demand, one }: Resource) => Math.max(1, Math.ceil(demand / one));

/** How many visitors one process is enough for, if demand grows with visitors. */
export const visitorsForOne = ({ demand, one }: Resource, visitors: number) => (visitors * one) / demand;
