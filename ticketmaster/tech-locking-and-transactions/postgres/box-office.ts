import { auditOf } from '@ticketmaster/locking/audit';
import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { openDatabase } from '@ticketmaster/locking-books/database';
import { payments } from '@ticketmaster/locking-books/payments';
import { seatBooks } from '@ticketmaster/locking-books/seats';
import { waysOf } from './ways.ts';

/** Everything in one PostgreSQL: seats, orders, tickets and money. */
export function postgresBoxOffice(url: string, schema = 'locking_postgres'): OpenBoxOffice {
  return async () => {
    const db = await openDatabase(url, schema, ['seats', 'payments']);
    const books = seatBooks(db);
    return {
      ...books,
      ways: waysOf(db),

      async audit(eventId) {
        const seats = await books.auditedSeats(eventId);
        const money = payments(db);
        if (!seats) return undefined;
        const open = seats.open + (await money.setAside(eventId));
        return auditOf({ ...seats, captures: await money.captures(eventId), open });
      },

      // A crash has rolled its transaction back. There is nothing to do.
      recover: async () => 0,
      close: db.close,
    };
  };
}
