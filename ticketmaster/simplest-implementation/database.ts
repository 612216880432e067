import { join } from 'node:path';
import { connectToPostgres, type Database, type Options } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';

const file = (name: string) => join(import.meta.dirname, name);
const migration = {
  once: ['schema.sql', 'seed.sql'].map(file),
  repeatable: ['reserve.sql', 'pay.sql', 'cancel.sql'].map(file),
};

/** Connects, and makes the tables, the seeded events and the functions in the schema, where they are missing or have changed. */
export async function openDatabase(url: string, options: Options): Promise<Database> {
  const db = connectToPostgres(url, options);
  await migrate(db, options.schema, migration);
  return db;
}
