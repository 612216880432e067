// Bugs planted in this lesson's own code, each one that is easily written: the promise beside it must catch it.
import { env } from '@ticketmaster/common/env';
import { type Promised, promises } from '@ticketmaster/notifications/promises';
import type { Database } from '@ticketmaster/notifications-outbox/database';
import { expect, it } from 'vitest';
import { webhookChannel } from './channel.ts';
import type { Hear } from './orders.ts';
import { openTestDatabase, type Parts, webhookUnderTest } from './scene-for-test.ts';
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
  ['private', 'does not ask whose key it is', { outbox: outbox => ({ ...outbox, isKeyOf: async () => true }) }],
  [
    'private',
    'finds what is replayed by its id alone',
    { database: changed('visitor_id = $1 and notification_id', '$1::text is not null and notification_id') },
  ],
  [
    'catchesUp',
    'takes what was told for the head of a line',
    { database: changed(`= any($1) and state = 'PENDING'`, '= any($1)') },
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
  ['onceInEffect', 'has an effect for every message', { hearing: { hear: hearEach } }],
  ['survivesRestart', 'sends only what it is told of', { channel: onlyWhatItIsToldOf }],
  ['refusesForgery', 'believes what is not signed', { hearing: { doubt: unlessUnsigned } }],
  ['refusesForgery', 'does not look at the time', { hearing: { now: () => Number.NaN } }],
  [
    'expiresQuietly',
    'does not look at when an admission ends',
    { database: changed(`= 'PENDING' and expires_at > $2`, `= 'PENDING' and $2::timestamptz is not null`) },
  ],
];

function inMilliseconds(...[db, outbox, options]: Parameters<typeof webhookChannel>) {
  return webhookChannel(db, outbox, { ...options, now: () => options.now() * 1_000 });
}

function hearEach(...[diary, told]: Parameters<Hear>) {
  diary.mark(told);
  diary.enter(told);
}

function unlessUnsigned(...[secrets, headers, body, now]: Parameters<typeof doubtOf>) {
  return headers['webhook-signature'] ? doubtOf(secrets, headers, body, now) : undefined;
}

/** Its outbox has nothing due until somebody was let in by this very server. */
function onlyWhatItIsToldOf(...[db, outbox, options]: Parameters<typeof webhookChannel>) {
  let told = false;
  const quiet: Database = { ...db, transaction: work => (told ? db.transaction(work) : Promise.resolve([] as never)) };
  const channel = webhookChannel(quiet, outbox, options);
  return {
    ...channel,
    tell(admitted: Parameters<typeof channel.tell>[0]) {
      told = true;
      channel.tell(admitted);
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
