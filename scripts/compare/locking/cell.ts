import type { Contention, Sold } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import { median } from '../../bench/numbers.ts';

/** One way at one level of contention, in every round. */
export type Cell = Contention & { technology: string; way: string; rounds: Sold[] };

export const speeds = ({ rounds }: Cell) => rounds.map(({ perSecond }) => perSecond);

export const nameOf = ({ technology, way }: Pick<Cell, 'technology' | 'way'>) => `${technology}, ${way}`;
export const orderInWords = (seats: number) => (seats === 1 ? 'one seat an order' : `${seats} seats an order`);

export function spread(cell: Cell) {
  const all = speeds(cell);
  return { value: median(all), min: Math.min(...all), max: Math.max(...all) };
}
