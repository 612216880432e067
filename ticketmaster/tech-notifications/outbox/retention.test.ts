import { env } from '@ticketmaster/common/env';
import type { Message } from '@ticketmaster/notifications/notification';
import { unique } from '@ticketmaster/testing/eventually';
import { expect, it, onTestFinished } from 'vitest';
import { openTestDatabase } from './database.fixture.ts';
import { append, outboxIn } from './outbox.ts';
import { queueIn } from './queue.ts';
import { lives, purgeOutbox, purgeQueue } from './retention.ts';

const NOW = Date.now();

/** Tables of one test alone: what is old here is nobody else's. */
async function tables() {
  const schema = unique('notifications_retention');
  const db = await openTestDatabase(env.text('PG_URL'), schema);
  onTestFinished(async () => {
    await db.query(`drop schema ${schema} cascade`);
    await db.close();
  });
  const outbox = outboxIn(db);
  const appended = (visitorId: string, dedupeKey: string, expiresAt: Message['expiresAt'] = null) =>
    db.transaction(tx => append(tx, { visitorId, type: 'test', data: {}, dedupeKey, expiresAt }, NOW));
  const count = async (table: string) => (await db.query(`select count(*)::int as n from ${table}`)).rows[0]!.n;
  const kept = async (visitorId: string) =>
    (await outbox.deliveries('sse', visitorId, NOW, 100)).map(({ dedupeKey }) => dedupeKey);
  return { db, outbox, appended, count, kept };
}

it('a message goes when its life is over: delivered, expired or never heard, and with it all that was written down of it', async () => {
  const { db, outbox, appended, count, kept } = await tables();
  const delivered = await appended('ada', 'delivered');
  const given = await appended('ada', 'given up');
  await appended('ada', 'unheard');
  await appended('ada', 'expired', NOW + 1_000);
  const attempt = (notificationId: string, state: 'DELIVERED' | 'DEAD') => ({
    notificationId,
    state,
    detail: '',
    at: NOW,
  });
  await outbox.record('sse', [attempt(delivered.notificationId, 'DELIVERED'), attempt(given.notificationId, 'DEAD')]);

  const all = ['delivered', 'given up', 'unheard', 'expired'];
  expect(await purgeOutbox(db, NOW + lives.expired)).toBe(0);
  expect(await kept('ada')).toEqual(all);
  expect(await purgeOutbox(db, NOW + lives.expired + 2_000)).toBe(1);
  expect(await kept('ada')).toEqual(all.slice(0, 3));
  expect(await purgeOutbox(db, NOW + lives.delivered + 1)).toBe(2);
  expect(await kept('ada')).toEqual(['unheard']);
  expect([await count('delivery'), await count('attempt')]).toEqual([0, 0]);
  expect(await appended('ada', 'the next')).toMatchObject({ seq: 5 }); // a number is given once
});

it('a recipient goes when there is nothing for them any more', async () => {
  const { db, appended, count } = await tables();
  await appended('ada', 'expired', NOW + 1_000);
  await appended('bob', 'unheard', NOW + 2 * lives.recipient);
  await purgeOutbox(db, NOW + lives.recipient - 1);
  expect(await count('recipient')).toBe(2);
  await purgeOutbox(db, NOW + lives.recipient + 1);
  expect(await count('recipient')).toBe(0); // bob's message was not heard for as long
});

it('more than one slice goes at once, and what two servers remove goes once', async () => {
  const { db, count } = await tables();
  await db.query(`insert into recipient values ('ada')`);
  await db.query(`insert into notification
    select gen_random_uuid(), 'ada', n, 'test', '{}', n, now(), now() - interval '2 days' from generate_series(1, 2500) n`);
  const [one, other] = await Promise.all([purgeOutbox(db, NOW + 1_000), purgeOutbox(db, NOW + 1_000)]);
  expect(one + other).toBe(2_500);
  expect(await count('notification')).toBe(0);
});

it('a line nobody uses goes with its places, then the keys of those who waited; an answered call after a day', async () => {
  const { db, count } = await tables();
  const queue = queueIn(db);
  await queue.join('E1', 'ada', 'key-of-ada-0123456789');
  await queue.admit({ eventId: 'E1', count: 1, key: 'call', now: NOW, expiresAt: NOW, dataFor: async () => ({}) });
  const counts = async () => Promise.all(['admit_call', 'event', 'waiting', 'visitor_key'].map(count));
  const after = async (life: number) => {
    await purgeQueue(db, NOW + life + 60_000);
    return counts();
  };
  expect(await after(0)).toEqual([1, 1, 1, 1]);
  expect(await after(lives.call)).toEqual([0, 1, 1, 1]);
  expect(await after(lives.line)).toEqual([0, 0, 0, 1]);
  expect(await after(lives.key)).toEqual([0, 0, 0, 0]);
});
