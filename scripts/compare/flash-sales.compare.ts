import type { Comparison, Measuring } from './comparison.ts';
import { beside } from './flash-sales/beside.ts';
import { fiveRequests } from './flash-sales/five-requests.ts';
import { losses, lossesToldAnew } from './flash-sales/losses.ts';
import { protections } from './flash-sales/protections.ts';

const three = async (measuring: Measuring) => [await beside(measuring), await losses(measuring)];

/** All servers of the three lessons: about four minutes on two cores. Then one storm for each wiring of the disaster: about six. */
export const compare: Comparison = {
  about: 'flash sales: the three lessons beside each other; what each protection of the disaster is there for',
  home: 'ticketmaster/flash-sales',
  servers: ['postgres', 'redis', 'kafka'],
  measure: async measuring => [
    ...(await three(measuring)),
    await protections(measuring),
    await fiveRequests(measuring),
  ],
  parts: { three, 'five-requests': async measuring => [await fiveRequests(measuring)] },
  retell: kept => kept.map(lossesToldAnew),
};
