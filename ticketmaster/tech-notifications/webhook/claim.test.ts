// What a claim costs does not depend on how much is waiting.
import { env } from '@ticketmaster/common/env';
import { appendAll } from '@ticketmaster/notifications-outbox/outbox';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { expect, it, onTestFinished } from 'vitest';
import { openTestDatabase } from './channel.fixture.ts';
import { newSchema } from './receivers.fixture.ts';
import { webhooksIn } from './webhooks.ts';

/** Counts the rows that each transaction reads, in tables and by indexes. */
function counting(db: Database) {
  const read: number[] = [];
  const soFar = async (tx: Connection) => {
    const { rows } = await tx.query<{ read: string }>(
      `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as read from pg_stat_xact_user_tables where schemaname = current_schema()`,
    );
    return Number(rows[0]!.read);
  };
  const transaction: Database['transaction'] = (work, isolation) =>
    db.transaction(async tx => {
      const before = await soFar(tx); // also of earlier transactions of this session that PostgreSQL has not added up yet
      const result = await work(tx);
      read.push((await soFar(tx)) - before);
      return result;
    }, isolation);
  return { read, db: { ...db, transaction } };
}

async function waiting(schema: string, visitors: number) {
  const db = await openTestDatabase(env.text('PG_URL'), schema);
  onTestFinished(db.close);
  const webhooks = webhooksIn(db);
  const names = Array.from({ length: visitors }, (_, n) => `visitor-${n}`);
  const url = 'http://127.0.0.1:1/hook';
  await db.query(
    `insert into webhook (visitor_id, url, origin, secrets, due_at) select unnest($1::text[]), $2, $3, '{}', now()`,
    [names, url, new URL(url).origin],
  );
  const message = { type: 'test', data: {}, dedupeKey: 'one', expiresAt: null };
  await db.transaction(tx =>
    appendAll(
      tx,
      names.map(visitorId => ({ ...message, visitorId })),
    ),
  );
  await db.query('analyze webhook, notification, recipient, delivery, attempt'); // as autovacuum does within a minute
  return { db, webhooks };
}

const none = { most: 16, inFlight: new Map<string, number>(), unhealthy: new Set<string>() };
const claimOf = (now: number) => ({ now, leaseUntil: now + 60_000, limit: 64, unhealthy: false, receivers: none });

it.each([5_000, 10_000])('one claim reads a few rows for each that it takes, though %i wait', async visitors => {
  const { db } = await waiting(await newSchema(env.text('PG_URL')), visitors);
  const counted = counting(db);
  const claimed = await webhooksIn(counted.db).claim(claimOf(Date.now()));
  expect(claimed).toHaveLength(16);
  expect(counted.read).toHaveLength(1);
  expect(counted.read[0]).toBeLessThan(16 * 12);
});

it('what came after there was nothing to send is found', async () => {
  const { db, webhooks } = await waiting(await newSchema(env.text('PG_URL')), 2);
  const first = await webhooks.claim(claimOf(Date.now()));
  expect(first).toHaveLength(2);
  await db.query(`insert into delivery select notification_id, 'webhook', 'DELIVERED' from notification`);
  const until = await db.query<{ until: Date }>('select lease_until as until from webhook');
  await webhooks.release(
    first.map(({ notification: { visitorId } }) => ({
      ...{ visitorId, leaseUntil: until.rows[0]!.until.getTime(), dueAt: Date.now() },
    })),
  );
  expect((await db.query('select from webhook where waiting')).rowCount).toBe(0);
  const message = { visitorId: 'visitor-1', type: 'test', data: {}, dedupeKey: 'two', expiresAt: null };
  await db.transaction(tx => appendAll(tx, [message]));
  expect(await webhooks.claim(claimOf(Date.now() + 1))).toMatchObject([{ notification: { visitorId: 'visitor-1' } }]);
});

it('what has expired keeps no room from what has not', async () => {
  const { db, webhooks } = await waiting(await newSchema(env.text('PG_URL')), 40);
  await db.query(`update notification set expires_at = now() where visitor_id <> 'visitor-39'`);
  await db.query(`update webhook set due_at = now() + interval '1 second' where visitor_id = 'visitor-39'`);
  expect(await webhooks.claim(claimOf(Date.now() + 2_000))).toMatchObject([
    { notification: { visitorId: 'visitor-39' } },
  ]);
});

it('a registration that nobody has used for 90 days is forgotten', async () => {
  const { webhooks } = await waiting(await newSchema(env.text('PG_URL')), 2);
  const now = Date.now();
  await webhooks.register('visitor-0', { url: 'http://127.0.0.1:1/hook', secrets: [] }, now + 2_000);
  expect(await webhooks.purge(now)).toBe(0);
  expect(await webhooks.purge(now + 90 * 86_400_000 + 1_000)).toBe(1);
  expect(await webhooks.of('visitor-0')).toMatchObject({ state: 'ACTIVE' });
});
