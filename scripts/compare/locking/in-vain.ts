import type { Sold } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import { whole } from '../../bench/numbers.ts';

/** What a reader must know of measurements that had to be repeated; [] when there were none. */
export function inVainNotes(rounds: Pick<Sold, 'inVain'>[]): string[] {
  const inVain = rounds.reduce((sum, round) => sum + round.inVain, 0);
  if (inVain === 0) return [];
  return [`${whole(inVain)} measurements were in vain, since a server did not answer for seconds, and were repeated.`];
}
