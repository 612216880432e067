import { env } from '@ticketmaster/common/env';
import type { Attempt } from '@ticketmaster/notifications/notification';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from './database.fixture.ts';
import { outboxIn } from './outbox.ts';

const db = await openTestDatabase(env.text('PG_URL'), 'notifications_outbox_test');
const outbox = outboxIn(db);
afterAll(() => db.close());

const NOW = Date.parse('2027-05-01T20:00:00Z');
const key = (of: string) => `key-of-${of}-0123456789`;

/** These join an event of their own, one after the other. */
async function waiting(...names: string[]) {
  const eventId = unique('event');
  const visitors = names.map(name => unique(name));
  for (const visitorId of visitors) await outbox.join(eventId, visitorId, key(visitorId));
  return { eventId, visitors };
}
const letIn = (eventId: string, count: number, call = unique('call')) =>
  outbox.admit({ eventId, count, key: call, now: NOW, expiresAt: NOW + 60_000 });
async function admitted(eventId: string, count: number) {
  const done = await letIn(eventId, count);
  if (done === 'KEY_REUSED') throw new Error(done);
  return done.admitted;
}

describe('joining', () => {
  it('gives places in order, and the same place to who joins again', async () => {
    const { eventId, visitors } = await waiting('ada', 'bob', 'cyd');
    const join = (visitorId: string) => outbox.join(eventId, visitorId, key(visitorId));
    expect(await join(visitors[2]!)).toEqual({ place: 3, ahead: 2, state: 'WAITING' });
    expect(await join(visitors[0]!)).toEqual({ place: 1, ahead: 0, state: 'WAITING' });
    await letIn(eventId, 2);
    expect(await join(visitors[0]!)).toEqual({ place: 1, ahead: 0, state: 'ADMITTED' });
    expect(await join(visitors[2]!)).toEqual({ place: 3, ahead: 0, state: 'WAITING' });
  });

  it('gives many who join at once, each several times, one place each and none twice', async () => {
    const eventId = unique('event');
    const visitors = Array.from({ length: 20 }, () => unique('v'));
    const places = await Promise.all(
      [...visitors, ...visitors].map(visitorId => outbox.join(eventId, visitorId, key(visitorId))),
    );
    const numbers = places.map(place => (place === 'WRONG_KEY' ? 0 : place.place));
    expect(new Set(numbers)).toEqual(new Set(visitors.map((_, i) => i + 1)));
    expect(numbers.slice(0, 20)).toEqual(numbers.slice(20));
  });

  it('keeps a visitor to the key that came first, and stores none', async () => {
    const { eventId, visitors } = await waiting('ada');
    const [ada] = visitors;
    expect(await outbox.join(eventId, ada!, key('mallory'))).toBe('WRONG_KEY');
    expect(await outbox.isKeyOf(ada!, key('mallory'))).toBe(false);
    expect(await outbox.isKeyOf('nobody', key('nobody'))).toBe(false);
    expect(await outbox.isKeyOf(ada!, key(ada!))).toBe(true);
    const { rows } = await db.query('select visitor::text as stored from visitor where visitor_id = $1', [ada]);
    expect(rows[0]!.stored).not.toContain(Buffer.from(key(ada!)).toString('hex'));
  });
});

describe('letting in', () => {
  it('takes the next in order, no more than wait, and each with one notification', async () => {
    const { eventId, visitors } = await waiting('ada', 'bob', 'cyd');
    const first = await admitted(eventId, 2);
    expect(first.map(({ visitorId }) => visitorId)).toEqual(visitors.slice(0, 2));
    expect(first[0]).toMatchObject({
      ...{ type: 'waiting-room.admitted', eventId, seq: 1 },
      ...{ admittedAt: '2027-05-01T20:00:00.000Z', expiresAt: '2027-05-01T20:01:00.000Z' },
    });
    expect((await admitted(eventId, 5)).map(({ visitorId }) => visitorId)).toEqual(visitors.slice(2));
    expect(await admitted(eventId, 1)).toEqual([]);
    expect(await admitted(unique('nobody-waits'), 1)).toEqual([]);
  });

  it('lets nobody else in when the same call comes again, also at once', async () => {
    const { eventId } = await waiting('ada', 'bob', 'cyd');
    const call = unique('call');
    const [one, other] = await Promise.all([letIn(eventId, 1, call), letIn(eventId, 1, call)]);
    if (one === 'KEY_REUSED' || other === 'KEY_REUSED') throw new Error('not reused');
    expect(one.admitted).toEqual(other.admitted);
    expect([one.again, other.again].sort()).toEqual([false, true]);
    expect(await letIn(eventId, 2, call)).toBe('KEY_REUSED');
    expect(await admitted(eventId, 3)).toHaveLength(2);
  });

  it('lets everybody in once when many callers ask at the same time', async () => {
    const { eventId, visitors } = await waiting(...Array.from({ length: 30 }, () => 'v'));
    const all = await Promise.all(Array.from({ length: 12 }, () => admitted(eventId, 3)));
    expect(
      all
        .flat()
        .map(({ visitorId }) => visitorId)
        .sort(),
    ).toEqual(visitors.toSorted());
  });

  it('numbers what a visitor is told without gaps, though events share visitors and are opened at once', async () => {
    const visitors = Array.from({ length: 10 }, () => unique('v'));
    const events = Array.from({ length: 6 }, () => unique('event'));
    for (const [i, eventId] of events.entries())
      for (const visitorId of i % 2 ? visitors : visitors.toReversed())
        await outbox.join(eventId, visitorId, key(visitorId));
    await Promise.all(events.map(eventId => admitted(eventId, 10)));
    for (const visitorId of visitors) {
      const notified = await outbox.after(visitorId, 0, NOW, 100);
      expect(notified.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('is fast for a crowd of 10,000', async () => {
    const eventId = unique('event');
    await db.query(
      `with all_of_them as (insert into visitor select $1 || n, '\\x00' from generate_series(1, 10000) n returning visitor_id),
            one as (insert into event values ($1, 10000))
       insert into waiting select $1, row_number() over (), visitor_id from all_of_them`,
      [eventId],
    );
    expect(await admitted(eventId, 10_000)).toHaveLength(10_000); // within the 5 s of a statement
  });
});

describe('what a visitor is to hear', () => {
  it('comes after the cursor, in order, and not when it has expired', async () => {
    const visitorId = unique('ada');
    for (const seconds of [60, 10, 60, 60]) {
      const eventId = unique('event');
      await outbox.join(eventId, visitorId, key(visitorId));
      await outbox.admit({ eventId, count: 1, key: unique('call'), now: NOW, expiresAt: NOW + seconds * 1_000 });
    }
    const seqs = async (seq: number, now: number, limit = 100) =>
      (await outbox.after(visitorId, seq, now, limit)).map(notified => notified.seq);
    expect(await seqs(0, NOW)).toEqual([1, 2, 3, 4]);
    expect(await seqs(0, NOW + 10_000)).toEqual([1, 3, 4]);
    expect(await seqs(1, NOW + 10_000, 1)).toEqual([3]);
    expect(await seqs(4, NOW)).toEqual([]);
  });

  it('is listed with its attempts; delivered it stays, undelivered it expires', async () => {
    const { eventId, visitors } = await waiting('ada', 'bob');
    const [ada, bob] = await admitted(eventId, 2);
    const attempt = (detail: string, state: Attempt['state'], seconds: number): Attempt => ({
      ...{ notificationId: ada!.notificationId, detail, state, at: NOW + seconds * 1_000 },
    });
    await outbox.note([attempt('answered 500', 'PENDING', 1)]);
    await outbox.note([attempt('answered 204', 'DELIVERED', 2)]);
    await outbox.note([attempt('answered 500', 'PENDING', 3)]);
    expect(await outbox.deliveries(visitors[0]!, NOW + 90_000, 10)).toEqual([
      {
        ...{ notificationId: ada!.notificationId, type: 'waiting-room.admitted', eventId, seq: 1, state: 'DELIVERED' },
        expiresAt: '2027-05-01T20:01:00.000Z',
        attempts: [
          { at: '2027-05-01T20:00:01.000Z', detail: 'answered 500' },
          { at: '2027-05-01T20:00:02.000Z', detail: 'answered 204' },
          { at: '2027-05-01T20:00:03.000Z', detail: 'answered 500' },
        ],
      },
    ]);
    const stateOf = async (now: number) => (await outbox.deliveries(bob!.visitorId, now, 10))[0]!.state;
    expect(await stateOf(NOW)).toBe('PENDING');
    expect(await stateOf(NOW + 60_000)).toBe('EXPIRED');
  });
});
