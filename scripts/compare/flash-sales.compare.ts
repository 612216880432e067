import type { Comparison } from './comparison.ts';
import { fiveRequests } from './flash-sales/five-requests.ts';
import { protections } from './flash-sales/protections.ts';

/** One storm for each wiring of the disaster: about six minutes on two cores. */
export const compare: Comparison = {
  about: 'flash sales: what each protection is there for, and what is sold without it',
  home: 'ticketmaster/flash-sales',
  servers: ['postgres', 'redis'],
  measure: async measuring => [await protections(measuring), await fiveRequests(measuring)],
  parts: { 'five-requests': async measuring => [await fiveRequests(measuring)] },
};
