import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { type TwoDatabases, twoPhaseBoxOffice } from './box-office.ts';
import type { Both } from './coordinator.ts';
import { AT_ONCE, decisionLog, type Log, logTables } from './log.ts';

export const SCHEMA = 'locking_two_phase_commit';

/** Opens the connections, hands them to the box office, and closes them. A test may put another log in place. */
export const openTwoPhase =
  (urls: Both<string>, schema = SCHEMA, logged = (log: Log) => log) =>
  async (): Promise<TwoDatabases> => {
    const logDb = await openDatabase(urls.seats, `${schema}_log`, [logTables], AT_ONCE);
    const seats = await openDatabase(urls.seats, schema, [seatTables]);
    const payments = await openDatabase(urls.payments, schema, [paymentTables]);
    const close = async () => void (await Promise.all([logDb.close(), seats.close(), payments.close()]));
    return { ...twoPhaseBoxOffice({ seats, payments }, logged(decisionLog(logDb)), schema), close };
  };
