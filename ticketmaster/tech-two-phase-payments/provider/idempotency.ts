import { createHash } from 'node:crypto';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { StripeError } from './stripe-error.ts';

export interface Stored {
  status: number;
  body: string;
  /** Not done now, but at the first request with this key. */
  replayed?: true;
}

const DAY_MS = 86_400_000;

/**
 * Does `work` once for a key: its effect and its answer are one commit. The same request again is answered the same, also a decline and also
 * a 500; another request under that key is refused; one that comes while the first is at work is told so. After a day the key is forgotten.
 */
export async function onceFor(
  db: Database,
  key: string,
  path: string,
  params: unknown,
  now: number,
  work: (tx: Connection) => Promise<Stored>,
): Promise<Stored> {
  const request = createHash('sha256')
    .update(`${path} ${JSON.stringify(params)}`)
    .digest('base64url');
  return db.transaction(async tx => {
    const { rows } = await tx.query<{ mine: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as mine',
      [key],
    );
    if (!rows[0]!.mine) throw inFlight(key);
    const { rows: known } = await tx.query<Stored & { request: string; created: number }>(
      'select request, status, body, created::float8 as created from idempotency_key where key = $1',
      [key],
    );
    const before = known[0];
    if (before && before.created > now - DAY_MS) {
      if (before.request !== request) throw mismatch(key);
      return { status: before.status, body: before.body, replayed: true };
    }
    const stored = await work(tx);
    await tx.query(
      `insert into idempotency_key (key, request, status, body, created) values ($1, $2, $3, $4, $5)
           on conflict (key) do update set request = excluded.request, status = excluded.status,
                                           body = excluded.body, created = excluded.created`,
      [key, request, stored.status, stored.body, now],
    );
    return stored;
  });
}

/** Keys that are older than a day. */
export const forgetKeys = (db: Connection, now: number) =>
  db.query('delete from idempotency_key where created <= $1', [now - DAY_MS]);

export const inFlight = (key: string) =>
  new StripeError(
    409,
    'invalid_request_error',
    `There is another request in progress with the Idempotency-Key ${key}.`,
    {
      code: 'idempotency_key_in_use',
    },
  );

const mismatch = (key: string) =>
  new StripeError(400, 'idempotency_error', `The Idempotency-Key ${key} was used before with other parameters.`);
