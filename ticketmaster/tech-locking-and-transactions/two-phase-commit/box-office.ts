import type { BoxOffice } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-books/database';
import { payments } from '@ticketmaster/locking-books/payments';
import { seatBooks } from '@ticketmaster/locking-books/seats';
import { type Both, coordinator } from './coordinator.ts';
import { type Log, openLog } from './log.ts';
import { forgetful, sellInBoth } from './ways.ts';

export const SCHEMA = 'locking_two_phase_commit';

export interface TwoDatabases extends BoxOffice {
  /** Rejects while one of the two does not answer. */
  answer(): Promise<unknown>;
}

/** Seats, orders, tickets and the coordinator's log in one PostgreSQL, money in another. A test may put another log in place. */
export function twoPhaseBoxOffice(urls: Both<string>, schema = SCHEMA, logged = (log: Log) => log) {
  return async (): Promise<TwoDatabases> => {
    const log = logged(await openLog(urls.seats, `${schema}_log`));
    const seats = await openDatabase(urls.seats, schema, [seatTables]);
    const money = await openDatabase(urls.payments, schema, [paymentTables]);
    const books = seatBooks(seats);
    const both = { seats, payments: money };
    const prefix = `${schema}/`;
    const coordinates = coordinator(log, both, prefix);
    return {
      ...books,
      ways: {
        'two-phase-commit': sellInBoth(coordinates, prefix),
        'no-log': sellInBoth(coordinator(forgetful(log), both, prefix), prefix),
      },
      audit: eventId => books.auditWith(payments(money), eventId, () => coordinates.inDoubt(`${prefix}${eventId}/`)),
      recover: coordinates.recover,
      answer: () => Promise.all([seats.query('select 1'), money.query('select 1')]),
      async close() {
        await Promise.all([log.close(), seats.close(), money.close()]);
      },
    };
  };
}
