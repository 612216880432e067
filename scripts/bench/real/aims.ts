import type { Aim } from '../bench.ts';
import { whole } from '../numbers.ts';

/** Visitors who wait already; a line has a million places. */
export const WAITING = 800_000;

/** What is measured of the shop. */
export const names = {
  wins: 'hold that wins',
  million: 'the same, of 1,000,000 seats',
  loses: 'hold that loses',
  join: 'join the line',
  behind: `the same behind ${whole(WAITING)}`,
  search: 'search with a typo, 100,000 events',
  event: 'GET event',
  seats: 'GET seats, 20,000',
};

export const aims: Aim[] = [
  { what: 'a hold that wins ÷ pgbench, the same work', target: names.wins, over: 'pgbench', aim: 3 },
  { what: 'a hold that wins, p99', target: names.wins, aim: 15 },
  { what: 'of 1,000,000 seats ÷ of 25,000', target: names.million, over: 'wins', aim: 0.9 },
  { what: 'a hold that loses ÷ pgbench on one row that all want', target: names.loses, over: 'hot row', aim: 6 },
  { what: 'a join ÷ no-op POST', target: names.join, over: 'no-op POST', aim: 0.95 },
  { what: 'a join behind many ÷ behind few', target: names.behind, over: 'join', aim: 0.9 },
  { what: 'event ÷ hello', target: names.event, over: 'hello', aim: 0.9 },
  { what: 'seat map ÷ hello', target: names.seats, over: 'hello', aim: 0.9 },
  { what: 'search with a typo among 100,000 events, p99', target: names.search, aim: 500 },
];
