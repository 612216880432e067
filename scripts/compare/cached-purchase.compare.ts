import { combinations } from './cached-purchase/combinations.ts';
import { requestDistribution } from './cached-purchase/distribution.ts';
import { failovers, failoverToldAnew } from './cached-purchase/failovers.ts';
import type { Comparison } from './comparison.ts';

/** Starts its own servers. About three minutes; `--rounds` and `--seconds` change nothing. */
export const compare: Comparison = {
  about: 'the cached purchase: sixteen combinations of its layers, 6,000 requests, three failovers',
  home: 'ticketmaster/flash-sales/cached-purchase',
  servers: [],
  measure: async measuring => [
    ...(await combinations(measuring)),
    ...(await requestDistribution(measuring)),
    ...(await failovers(measuring)),
  ],
  retell: kept => kept.map(failoverToldAnew),
  parts: { combinations, distribution: requestDistribution, failovers },
};
