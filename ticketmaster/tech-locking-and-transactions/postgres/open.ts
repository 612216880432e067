import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { postgresBoxOffice } from './box-office.ts';

/** Opens the connections, hands them to the box office, and closes them. */
export const openPostgres =
  (url: string, schema = 'locking_postgres'): OpenBoxOffice =>
  async () => {
    const db = await openDatabase(url, schema, [seatTables, paymentTables]);
    return { ...postgresBoxOffice(db), close: db.close };
  };
