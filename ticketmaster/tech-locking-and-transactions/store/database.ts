import { join } from 'node:path';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';

const file = (name: string) => join(import.meta.dirname, name);

/** Files that make the tables of seats, orders and tickets, and those of money, which may be in another database. */
export const seatTables = file('seats.sql');
export const paymentTables = file('payments.sql');

/** Connects, and makes the tables of `files` in `schema` where they are missing. Who opens closes. */
export async function openDatabase(url: string, schema: string, files: string[], connections = 20): Promise<Database> {
  const db = connectToPostgres(url, { schema, connections });
  await migrate(db, schema, { once: files });
  return db;
}
