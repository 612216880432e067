// The sale over real PostgreSQL, Redis and the stand-in, in schemas of its own.
import { env } from '@ticketmaster/common/env';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { openStandIn, type StandIn } from '@ticketmaster/two-phase-payments/stand-in';
import { afterAll, beforeAll } from 'vitest';
import { type OpenParts, openSale } from './open.ts';

export const LOCK_MS = 300;

/** Once for a file of tests. */
export function underTest() {
  const [schema, providerSchema] = [unique('disaster'), unique('disaster_provider')];
  const [pgUrl, redisUrl] = [env.text('PG_URL'), env.text('REDIS_URL')];
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await openStandIn('', {
      ...(process.env as Record<string, string>),
      PG_URL: pgUrl,
      PG_SCHEMA: providerSchema,
      PORT: '0',
      LOG: 'off',
    });
  });
  afterAll(async () => {
    await standIn?.close();
    const db = connectToPostgres(pgUrl, { schema });
    await db.query(`drop schema if exists ${schema}, ${providerSchema} cascade`);
    await db.close();
  });
  return {
    schema,
    providerUrl: () => standIn.url,
    open: (parts: Partial<OpenParts> = {}) =>
      openSale({
        ...{ pgUrl, redisUrl, schema, providerUrl: standIn.url, key: 'sk_test_lab', lockMs: LOCK_MS, graceMs: 0 },
        ...parts,
      }),
  };
}
