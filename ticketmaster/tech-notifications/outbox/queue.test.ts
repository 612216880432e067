import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from './database.fixture.ts';
import { outboxIn } from './outbox.ts';
import { queueIn } from './queue.ts';

const db = await openTestDatabase(env.text('PG_URL'), 'notifications_outbox_test');
const [queue, outbox] = [queueIn(db), outboxIn(db)];
afterAll(() => db.close());

const NOW = Date.parse('2027-05-01T20:00:00Z');
const dataFor = async (visitorId: string) => ({ for: visitorId });
const key = (of: string) => `key-of-${of}-0123456789`;

/** These join an event of their own, one after the other. */
async function waiting(...names: string[]) {
  const eventId = unique('event');
  const visitors = names.map(name => unique(name));
  for (const visitorId of visitors) await queue.join(eventId, visitorId, key(visitorId));
  return { eventId, visitors };
}
const letIn = (eventId: string, count: number, call = unique('call')) =>
  queue.admit({ eventId, count, key: call, now: NOW, expiresAt: NOW + 60_000, dataFor });
async function admitted(eventId: string, count: number) {
  const done = await letIn(eventId, count);
  if (done === 'KEY_REUSED') throw new Error(done);
  return done.admitted;
}

describe('joining', () => {
  it('gives places in order, and the same place to who joins again', async () => {
    const { eventId, visitors } = await waiting('ada', 'bob', 'cyd');
    const join = (visitorId: string) => queue.join(eventId, visitorId, key(visitorId));
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
      [...visitors, ...visitors].map(visitorId => queue.join(eventId, visitorId, key(visitorId))),
    );
    const numbers = places.map(place => (place === 'WRONG_KEY' ? 0 : place.place));
    expect(new Set(numbers)).toEqual(new Set(visitors.map((_, i) => i + 1)));
    expect(numbers.slice(0, 20)).toEqual(numbers.slice(20));
  });

  it('keeps a visitor to the key that came first, and stores none', async () => {
    const { eventId, visitors } = await waiting('ada');
    const [ada] = visitors;
    expect(await queue.join(eventId, ada!, key('mallory'))).toBe('WRONG_KEY');
    expect(await queue.isKeyOf(ada!, key('mallory'))).toBe(false);
    expect(await queue.isKeyOf('nobody', key('nobody'))).toBe(false);
    expect(await queue.isKeyOf(ada!, key(ada!))).toBe(true);
    const { rows } = await db.query('select visitor_key::text as stored from visitor_key where visitor_id = $1', [ada]);
    expect(rows[0]!.stored).not.toContain(Buffer.from(key(ada!)).toString('hex'));
  });
});

describe('letting in', () => {
  it('takes the next in order, no more than wait, and each with one notification', async () => {
    const { eventId, visitors } = await waiting('ada', 'bob', 'cyd');
    const first = await admitted(eventId, 2);
    expect(first.map(({ visitorId }) => visitorId)).toEqual(visitors.slice(0, 2));
    expect(first[0]).toMatchObject({
      ...{ type: 'waiting-room.admitted', data: { eventId, for: visitors[0] }, seq: 1 },
      ...{ createdAt: '2027-05-01T20:00:00.000Z', expiresAt: '2027-05-01T20:01:00.000Z' },
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
        await queue.join(eventId, visitorId, key(visitorId));
    await Promise.all(events.map(eventId => admitted(eventId, 10)));
    for (const visitorId of visitors) {
      const notified = await outbox.after(visitorId, 0, NOW, 100);
      expect(notified.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('is fast for a crowd of 10,000', async () => {
    const eventId = unique('event');
    await db.query(
      `with all_of_them as (insert into visitor_key select $1 || n, '\\x00' from generate_series(1, 10000) n returning visitor_id),
            one as (insert into event values ($1, 10000))
       insert into waiting select $1, row_number() over (), visitor_id from all_of_them`,
      [eventId],
    );
    expect(await admitted(eventId, 10_000)).toHaveLength(10_000); // within the 5 s of a statement
  });
});
