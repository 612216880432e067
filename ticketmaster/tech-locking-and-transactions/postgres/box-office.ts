import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-books/database';
import { payments } from '@ticketmaster/locking-books/payments';
import { seatBooks } from '@ticketmaster/locking-books/seats';
import { waysOf } from './ways.ts';

/** Everything in one PostgreSQL: seats, orders, tickets and money. */
export function postgresBoxOffice(url: string, schema = 'locking_postgres'): OpenBoxOffice {
  return async () => {
    const db = await openDatabase(url, schema, [seatTables, paymentTables]);
    const books = seatBooks(db);
    return {
      ...books,
      ways: waysOf(db),
      audit: eventId => books.auditWith(payments(db), eventId),
      // A crash has rolled its transaction back. There is nothing to do.
      recover: async () => 0,
      close: db.close,
    };
  };
}
