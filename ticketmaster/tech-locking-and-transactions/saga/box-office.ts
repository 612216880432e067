import type { BoxOffice } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-books/database';
import { payments } from '@ticketmaster/locking-books/payments';
import { seatBooks } from '@ticketmaster/locking-books/seats';
import { again, recover } from './recovery.ts';
import { sagaTables } from './saga-log.ts';
import { stepsOfASale } from './steps-of-a-sale.ts';
import { waysOf } from './ways.ts';

export interface Databases {
  /** Seats, orders, tickets and the log of the sagas. */
  seats: string;
  payments: string;
}

/** Seats in one PostgreSQL, money in another, and no transaction across them. */
export function sagaBoxOffice(
  urls: Databases,
  { schema = 'locking_saga', paymentsOf = payments, stepsOf = stepsOfASale, recoverEveryMs = 0 } = {},
): () => Promise<BoxOffice & { ready(): Promise<unknown> }> {
  return async () => {
    const [db, paymentsDb] = await Promise.all([
      openDatabase(urls.seats, schema, [seatTables, sagaTables]),
      openDatabase(urls.payments, schema, [paymentTables]),
    ]);
    const books = seatBooks(db);
    const money = paymentsOf(paymentsDb);
    const recoverAll = (stopped?: AbortSignal) => recover(db, paymentsDb, money, stopped);
    const stop = recoverEveryMs ? again(recoverEveryMs, recoverAll) : async () => {};

    return {
      ...books,
      ways: waysOf(db, money, stepsOf),
      audit: eventId => books.auditWith(money, eventId),
      recover: () => recoverAll(),
      /** Resolves while both databases answer. */
      ready: () => Promise.all([db.query('select 1'), paymentsDb.query('select 1')]),

      async close() {
        await stop();
        await Promise.all([db.close(), paymentsDb.close()]);
      },
    };
  };
}
