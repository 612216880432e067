import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { outboxTables, queueTables } from './tables.ts';

/** A database with the outbox in it, and the tables of `more`. Patient: tests share the machine. Whoever opens it closes it. */
export async function openTestDatabase(url: string, schema: string, more: string[] = []): Promise<Database> {
  const db = connectToPostgres(url, { schema, patienceMs: 60_000 });
  await migrate(db, schema, { once: [outboxTables, queueTables, ...more] });
  return db;
}
