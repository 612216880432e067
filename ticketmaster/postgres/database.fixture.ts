import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { onTestFinished } from 'vitest';
import { connectToPostgres, type Database, type Options } from './database.ts';

export const url = env.text('PG_URL');

/** A database with a schema of its own, dropped after the test. */
export async function databaseFor(
  options: Partial<Options> & { url?: string } = {},
): Promise<Database & { schema: string }> {
  const schema = options.schema ?? unique('ground');
  const db = connectToPostgres(options.url ?? url, { ...options, schema });
  const admin = connectToPostgres(url, { schema: 'public', connections: 1 });
  await admin.query(`create schema ${schema}`);
  onTestFinished(async () => {
    await db.close();
    await admin.query(`drop schema ${schema} cascade`);
    await admin.close();
  });
  return { ...db, schema };
}
