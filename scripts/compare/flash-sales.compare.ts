import type { Comparison, Measuring, Section } from './comparison.ts';
import { beside } from './flash-sales/beside.ts';
import { fiveRequests } from './flash-sales/five-requests.ts';
import { losses, lossesToldAnew } from './flash-sales/losses.ts';
import { protections } from './flash-sales/protections.ts';

/** All servers of the three lessons: about four minutes on two cores. Then one storm for each wiring of the disaster: about six. */
export const compare: Comparison = {
  about: 'flash sales: the three lessons beside each other; what each protection of the disaster is there for',
  home: 'ticketmaster/flash-sales',
  servers: ['postgres', 'redis', 'kafka'],
  measure: async measuring => [
    await beside(measuring),
    await losses(measuring),
    await protections(measuring),
    await fiveRequests(measuring),
  ],
  parts: { beside: alone(beside), losses: alone(losses), 'five-requests': alone(fiveRequests) },
  retell: kept => kept.map(lossesToldAnew),
};

function alone(part: (measuring: Measuring) => Promise<Section>) {
  return async (measuring: Measuring) => [await part(measuring)];
}
