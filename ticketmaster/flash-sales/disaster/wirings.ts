import { namedIn } from '@ticketmaster/flash-sales/wirings';

/** What protects a purchase. */
export interface Wiring {
  /** One purchase of an item at a time, as long as its lock lasts. */
  lock?: true;
  /** The stock is decremented where there is some, by one statement; else what was read, less what is bought, is written. */
  atomic?: true;
  /** Who reads the stock to change it has the row until the commit. */
  rowLock?: true;
  /** Units of a purchase whose payment failed go back. */
  restores?: true;
  /** What a crash left reserved is charged or given back. */
  settles?: true;
}

/** One protection after the other. Each has those of the one before, and one more. */
export const wirings = {
  unprotected: {},
  lock: { lock: true },
  atomic: { lock: true, atomic: true },
  'row-lock': { lock: true, atomic: true, rowLock: true },
  restores: { lock: true, atomic: true, rowLock: true, restores: true },
  protected: { lock: true, atomic: true, rowLock: true, restores: true, settles: true },
} as const satisfies Record<string, Wiring>;

export type WiringName = keyof typeof wirings;

export const wiringNamed = namedIn<Wiring>(wirings);
