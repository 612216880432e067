import type { BoxOffice } from '@ticketmaster/locking/box-office';
import { payments } from '@ticketmaster/locking-store/payments';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { Database } from '@ticketmaster/postgres/database';
import { type Both, coordinator } from './coordinator.ts';
import type { Log } from './log.ts';
import { forgetful, sellInBoth } from './ways.ts';

export interface TwoDatabases extends BoxOffice {
  /** Rejects while one of the two does not answer. */
  answer(): Promise<unknown>;
  forget(before: Date): Promise<number>;
}

/** Seats, orders, tickets and the coordinator's log in one PostgreSQL, money in another. `name` begins the gids that are its own. */
export function twoPhaseBoxOffice(both: Both<Database>, log: Log, name: string): Omit<TwoDatabases, 'close'> {
  const store = seatStore(both.seats);
  const prefix = `${name}/`;
  const coordinates = coordinator(log, both, prefix);
  const inDoubt = (eventId: string) => coordinates.inDoubt(`${prefix}${eventId}/`);
  return {
    ...store,
    ways: {
      'two-phase-commit': sellInBoth(coordinates, prefix),
      'no-log': sellInBoth(coordinator(forgetful(log), both, prefix), prefix),
    },
    audit: eventId => store.auditWith(payments(both.payments), eventId, () => inDoubt(eventId)),
    recover: coordinates.recover,
    forget: async before => (await store.forget(before)) + (await coordinates.forget(before)),
    answer: () => Promise.all([both.seats.query('select 1'), both.payments.query('select 1')]),
  };
}
