import type { BoxOffice } from '@ticketmaster/locking/box-office';
import { payments } from '@ticketmaster/locking-store/payments';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { Database } from '@ticketmaster/postgres/database';
import { waysOf } from './ways.ts';

/** Everything in one PostgreSQL: seats, orders, tickets and money. */
export function postgresBoxOffice(db: Database): Omit<BoxOffice, 'close'> {
  const store = seatStore(db);
  return {
    ...store,
    ways: waysOf(db),
    audit: eventId => store.auditWith(payments(db), eventId),
    // A crash has rolled its transaction back. There is nothing to do.
    recover: async () => 0,
  };
}
