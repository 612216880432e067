import type { Comparison } from './comparison.ts';
import { failovers, failoverToldAnew } from './sharded-engine/failovers.ts';

/** Starts its own servers, but for Kafka. About a minute and a half; `--rounds` and `--seconds` change nothing. */
export const compare: Comparison = {
  about: 'the sharded engine: four failovers, second by second',
  home: 'ticketmaster/flash-sales/sharded-engine',
  servers: ['kafka'],
  measure: failovers,
  retell: kept => kept.map(failoverToldAnew),
};
