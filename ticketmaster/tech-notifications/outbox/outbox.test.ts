import { env } from '@ticketmaster/common/env';
import type { Attempt, Message, Notification } from '@ticketmaster/notifications/notification';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from './database.fixture.ts';
import { append, appendAll, outboxIn } from './outbox.ts';

const db = await openTestDatabase(env.text('PG_URL'), 'notifications_outbox_test');
const outbox = outboxIn(db);
afterAll(() => db.close());

const NOW = Date.parse('2027-05-01T20:00:00Z');
const message = (visitorId: string, more: Partial<Message> = {}): Message => ({
  ...{ visitorId, type: 'order.confirmed', data: { orderId: 'O1' }, dedupeKey: unique('key'), expiresAt: NOW + 60_000 },
  ...more,
});
const committed = (...messages: Message[]) => db.transaction(tx => appendAll(tx, messages, NOW));
const seqs = async (visitorId: string, seq = 0, now = NOW, limit = 100) =>
  (await outbox.after(visitorId, seq, now, limit)).map(notification => notification.seq);

describe('a message', () => {
  it('of any type is heard as it was appended, with its data, and with an end or without', async () => {
    const ada = unique('ada');
    const seats = { orderId: 'O1', seats: [{ row: 'A', number: 7 }], name: 'Zoë 🎟️' };
    const one = await db.transaction(tx => append(tx, message(ada, { data: seats, expiresAt: null }), NOW));
    expect(one).toEqual({
      ...{ notificationId: expect.stringMatching(/^[0-9a-f-]{36}$/), type: 'order.confirmed', visitorId: ada, seq: 1 },
      ...{ data: seats, createdAt: '2027-05-01T20:00:00.000Z', expiresAt: null },
    });
    await committed(message(ada, { type: 'seat.released', data: {} }));
    expect(await outbox.after(ada, 0, NOW + 1e12, 10)).toEqual([one]); // the second has expired
    expect(await outbox.after(ada, 1, NOW, 10)).toMatchObject([
      { type: 'seat.released', data: {}, seq: 2, expiresAt: '2027-05-01T20:01:00.000Z' },
    ]);
  });

  it('is there when the transaction of its caller commits, and never was, and took no number, when it does not', async () => {
    const ada = unique('ada');
    const failing = db.transaction(async tx => {
      await append(tx, message(ada), NOW);
      throw new Error('no seat');
    });
    await expect(failing).rejects.toThrow('no seat');
    expect(await seqs(ada)).toEqual([]);
    await committed(message(ada));
    expect(await seqs(ada)).toEqual([1]);
  });

  it('about one event may be the second to one visitor; with the same dedupeKey it is the first, with its id', async () => {
    const [ada, bob] = [unique('ada'), unique('bob')];
    const about = (dedupeKey: string, visitorId = ada) => message(visitorId, { data: { eventId: 'E1' }, dedupeKey });
    const [admission] = await committed(about('admission to E1'));
    const again = await committed(about('reminder of E1'), about('admission to E1'), about('admission to E1', bob));
    expect(again.map(({ seq }) => seq)).toEqual([2, 1, 1]);
    expect(again[1]).toEqual(admission);
    expect(await seqs(ada)).toEqual([1, 2]);
  });

  it('appended by many at once is kept once, and the numbers of a visitor have no gaps', async () => {
    const visitors = Array.from({ length: 5 }, () => unique('v'));
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const theirs = visitors.map(visitorId => message(visitorId, { dedupeKey: `the same ${n % 4}` }));
        return committed(...(n % 2 ? theirs : theirs.toReversed()));
      }),
    );
    expect(new Set(all.flat().map(({ notificationId }) => notificationId)).size).toBe(20);
    for (const visitorId of visitors) expect(await seqs(visitorId)).toEqual([1, 2, 3, 4]);
  });
});

describe('what a visitor is to hear', () => {
  it('comes after the cursor, in order, and not when it has expired', async () => {
    const ada = unique('ada');
    for (const seconds of [60, 10, 60, 60]) await committed(message(ada, { expiresAt: NOW + seconds * 1_000 }));
    expect(await seqs(ada, 0)).toEqual([1, 2, 3, 4]);
    expect(await seqs(ada, 0, NOW + 10_000)).toEqual([1, 3, 4]);
    expect(await seqs(ada, 1, NOW + 10_000, 1)).toEqual([3]);
    expect(await seqs(ada, 4)).toEqual([]);
  });

  it('is listed with its attempts; delivered it stays, undelivered it expires', async () => {
    const [ada, bob] = [unique('ada'), unique('bob')];
    const [hers] = await committed(message(ada, { dedupeKey: 'O1' }), message(bob));
    const attempt = (detail: string, state: Attempt['state'], seconds: number): Attempt => ({
      ...{ notificationId: hers!.notificationId, detail, state, at: NOW + seconds * 1_000 },
    });
    await outbox.record('webhook', [attempt('answered 500', 'PENDING', 1)]);
    await outbox.record('webhook', [attempt('answered 204', 'DELIVERED', 2)]);
    await outbox.record('webhook', [attempt('answered 500', 'PENDING', 3)]);
    expect(await outbox.deliveries('webhook', ada, NOW + 90_000, 10)).toEqual([
      {
        ...{
          notificationId: hers!.notificationId,
          type: 'order.confirmed',
          dedupeKey: 'O1',
          seq: 1,
          state: 'DELIVERED',
        },
        expiresAt: '2027-05-01T20:01:00.000Z',
        attempts: [
          { at: '2027-05-01T20:00:01.000Z', detail: 'answered 500' },
          { at: '2027-05-01T20:00:02.000Z', detail: 'answered 204' },
          { at: '2027-05-01T20:00:03.000Z', detail: 'answered 500' },
        ],
      },
    ]);
    const stateOf = async (now: number) => (await outbox.deliveries('webhook', bob, now, 10))[0]!.state;
    expect(await stateOf(NOW)).toBe('PENDING');
    expect(await stateOf(NOW + 60_000)).toBe('EXPIRED');
  });

  it('is delivered on one channel, and still to be told on the other', async () => {
    const ada = unique('ada');
    const [{ notificationId }] = (await committed(message(ada))) as [Notification];
    const attempt = { notificationId, detail: 'written to a stream', at: NOW } as const;
    await outbox.record('sse', [
      { ...attempt, state: 'SENT' },
      { ...attempt, state: 'DELIVERED' },
      { ...attempt, state: 'SENT' },
    ]);
    const on = async (channel: string) => (await outbox.deliveries(channel, ada, NOW, 10))[0]!;
    expect(await on('sse')).toMatchObject({ state: 'DELIVERED', attempts: [{}, {}, {}] });
    expect(await on('webhook')).toMatchObject({ state: 'PENDING', attempts: [] });
    await outbox.record('webhook', [{ ...attempt, state: 'DEAD' }]);
    expect([(await on('sse')).state, (await on('webhook')).state]).toEqual(['DELIVERED', 'DEAD']);
  });
});
