import { percentile } from '../percentile.ts';
import type { Evidence } from './evidence.ts';
import type { Call } from './history.ts';
import { overTime } from './over-time.ts';
import { sharesOf } from './shares.ts';
import { waitsOf } from './waits.ts';

const count = (words: string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(words, word => word)].map(([word, all]) => [word, all.length]).toSorted((a, b) => +b[1]! - +a[1]!),
  );

/** The part `p` of how long calls took, such as 0.95, in ms. */
const took = (calls: Call[], p: number) =>
  percentile(
    calls.map(({ at, until }) => until - at),
    p,
  );

/** A run in numbers: who came, what they asked, how long it took, who has the tickets. Times in ms. */
export function reportOf(evidence: Evidence) {
  const { history, people, purchases, tickets, samples, capacity, movements } = evidence;
  const kindOf = new Map(people.map(({ userId, kind }) => [userId, kind]));
  const buyerOf = new Map(purchases.map(({ orderId, userId }) => [orderId, kindOf.get(userId) ?? 'unknown']));
  const valid = tickets.filter(({ status }) => status === 'VALID');
  const calls = Map.groupBy(history, ({ what }) => what);
  const byBots = history.filter(({ userId }) => userId && kindOf.get(userId) !== 'human').length;
  const sum = (kind: string) =>
    movements.filter(one => one.kind === kind).reduce((total, { cents }) => total + cents, 0);
  return {
    people: count(people.map(({ kind }) => kind)),
    outcomes: count(people.map(({ kind, outcome }) => `${kind}: ${outcome}`)),
    calls: Object.fromEntries(
      [...calls].map(([what, of]) => [
        what,
        {
          ...{ calls: of.length, p50: took(of, 0.5), p95: took(of, 0.95) },
          statuses: count(of.map(({ status }) => `${status || 'none'}`)),
        },
      ]),
    ),
    requestsByBotsPercent: Math.round((100 * byBots) / Math.max(1, history.length)),
    orders: count(purchases.map(({ status }) => status)),
    ticketsValid: count(valid.map(({ orderId }) => buyerOf.get(orderId) ?? 'unknown')),
    shares: sharesOf(evidence),
    room: {
      capacity,
      mostInside: Math.max(0, ...samples.map(({ admitted }) => admitted)),
      mostWaiting: Math.max(0, ...samples.map(({ waiting }) => waiting)),
    },
    humans: waitsOf(evidence),
    cents: { captured: sum('captured'), refunded: sum('refunded') },
    overTime: overTime(evidence),
  };
}
