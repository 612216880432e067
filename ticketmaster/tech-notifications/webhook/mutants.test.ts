// Bugs planted in this lesson's own code, each one that is easily written: the promise beside it must catch it.
import { env } from '@ticketmaster/common/env';
import { type Promised, promises } from '@ticketmaster/notifications/promises';
import type { Database } from '@ticketmaster/postgres/database';
import { expect, it } from 'vitest';
import { openTestDatabase, type Parts, webhookUnderTest } from './channel.fixture.ts';
import { webhookChannel } from './channel.ts';
import type { Hear } from './orders.ts';
import { doubtOf } from './signature.ts';

const open = () => openTestDatabase(env.text('PG_URL'), 'notifications_webhook_mutants');

/** A server of which one statement says something else. */
const changed = (part: string, other: string) => (db: Database) => {
  const edited = (sql: string) => sql.replace(part, other);
  return {
    ...db,
    query: (sql: string, values?: unknown[]) => db.query(edited(sql), values),
    transaction: (work: Parameters<Database['transaction']>[0]) =>
      db.transaction(tx => work({ query: (sql, values) => tx.query(edited(sql), values) })),
  } as Database;
};

const mutants: [Promised, string, Parts][] = [
  ['delivers', 'writes the timestamp in milliseconds', { channel: inMilliseconds }],
  ['private', 'does not ask whose key it is', { queue: queue => ({ ...queue, isKeyOf: async () => true }) }],
  [
    'private',
    'finds what is replayed by its id alone',
    { database: changed('visitor_id = $1 and notification_id', '$1::text is not null and notification_id') },
  ],
  [
    'catchesUp',
    'takes what was told for the head of a line',
    {
      database: changed(
        '= any($1) and not exists (select from delivery as d\n  where',
        '= any($1) and not exists (select from delivery as d\n  where false and',
      ),
    },
  ],
  [
    'catchesUp',
    'sends the newest first',
    { database: changed('order by visitor_id, seq)', 'order by visitor_id, seq desc)') },
  ],
  [
    'catchesUp',
    'gives up after the first attempt',
    { options: { retries: { baseMs: 1, capMs: 1, askedCapMs: 0, maxAttempts: 1 } } },
  ],
  ['onceInEffect', 'has an effect for every message', { subscriber: { hear: hearEach } }],
  ['survivesRestart', 'sends only what it is told of', { channel: onlyWhatItIsNotifiedOf }],
  ['refusesForgery', 'believes what is not signed', { subscriber: { doubt: unlessUnsigned } }],
  ['refusesForgery', 'does not look at the time', { subscriber: { now: () => Number.NaN } }],
  [
    'expiresQuietly',
    'does not look at when an admission ends',
    { database: changed(`'PENDING') and expires_at > $2`, `'PENDING') and $2::timestamptz is not null`) },
  ],
];

function inMilliseconds(...[db, outbox, authenticate, options]: Parameters<typeof webhookChannel>) {
  return webhookChannel(db, outbox, authenticate, { ...options, now: () => options.now() * 1_000 });
}

function hearEach(...[store, incoming]: Parameters<Hear>) {
  store.mark(incoming);
  store.enter(incoming);
}

function unlessUnsigned(...[secrets, headers, body, now]: Parameters<typeof doubtOf>) {
  return headers['webhook-signature'] ? doubtOf(secrets, headers, body, now) : undefined;
}

/** Its outbox has nothing due until somebody was let in by this very server. */
function onlyWhatItIsNotifiedOf(...[db, outbox, authenticate, options]: Parameters<typeof webhookChannel>) {
  let incoming = false;
  const quiet: Database = {
    ...db,
    transaction: work => (incoming ? db.transaction(work) : Promise.resolve([] as never)),
  };
  const channel = webhookChannel(quiet, outbox, authenticate, options);
  return {
    ...channel,
    notify(admitted: Parameters<typeof channel.notify>[0]) {
      incoming = true;
      channel.notify(admitted);
    },
  };
}

it.each(mutants)('%s catches one that %s', async (promise, _what, parts) => {
  const underTest = { ...webhookUnderTest(open, parts), patienceMs: 1_500 };
  await expect(promises[promise](underTest)).rejects.toThrow();
});

it.each(Object.entries(promises))('%s finds nothing where no bug is planted', async (_name, check) => {
  await check(webhookUnderTest(open));
});
