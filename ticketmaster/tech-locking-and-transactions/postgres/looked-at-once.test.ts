// Two have both seen a seat free: the race that each way without locks is there for, run for sure.
import { env } from '@ticketmaster/common/env';
import { Contended, seatIdsFor } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { type Seats, sellInOneTransaction } from '@ticketmaster/locking-store/in-one-transaction';
import { expect, it, onTestFinished } from 'vitest';
import { twoLook } from './meeting.fixture.ts';
import { openPostgres } from './open.ts';
import { optimistic, repeatableRead, serializable } from './ways.ts';

const url = env.text('PG_URL');
const schema = 'locking_postgres';

it.each<[string, Seats]>([
  ['optimistic', optimistic],
  ['repeatable read', repeatableRead],
  ['serializable', serializable],
])('%s: one of them gets it, and the other is told to look again', async (_way, seats) => {
  const office = await openPostgres(url, schema)();
  onTestFinished(() => office.close());
  const db = await openDatabase(url, schema, [seatTables, paymentTables]);
  onTestFinished(() => db.close());
  const eventId = `event-${crypto.randomUUID()}`;
  await office.putOnSale(eventId, seatIdsFor(1), 5_000);
  const sell = sellInOneTransaction(db, twoLook(seats));
  const buy = (userId: string) =>
    sell({ orderId: crypto.randomUUID(), userId, paymentToken: 'tok_ok', eventId, seatIds: ['A-1-01'] }, () => {});
  const ends = await Promise.all(['ada', 'bob'].map(user => buy(user).catch((error: unknown) => error)));
  expect(ends.filter(end => end instanceof Contended)).toHaveLength(1);
  expect(ends.filter(end => !(end instanceof Contended))).toMatchObject([{ status: 'CONFIRMED' }]);
  expect(await office.audit(eventId)).toMatchObject({ sold: 1, soldTwice: 0, capturedCents: 5_000 });
});
