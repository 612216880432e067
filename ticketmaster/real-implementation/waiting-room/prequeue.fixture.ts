// Shows with a pre-queue, and draws as another process has them.
import { env } from '@ticketmaster/common/env';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { redisLineUp } from '@ticketmaster/waiting-room-ledger/line-up';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { streamOf } from '@ticketmaster/waiting-room-redis-streams/line';
import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import type { TestShop } from '../shop.fixture.ts';
import { drawOrder, entryOf } from './draw-order.ts';
import { draws, type Moment } from './draws.ts';
import { prequeue } from './prequeue.ts';

const show = {
  venueId: 'V1',
  name: 'A Night',
  performer: 'Ada',
  genre: 'Pop',
  startsAt: '2027-05-01T20:00:00Z',
  priceCents: 5_000,
};

/** Keeps everybody in line from the opening on, so that positions can be looked at. Set before, as only a test can. */
export const nobodyIn = (redis: Redis, eventId: string) => redis.hset(`waiting-room:{${eventId}}`, 'open', 0);

/** An announced show whose pre-queue is open. */
export async function withPrequeue(shop: TestShop): Promise<string> {
  const eventId = unique('event');
  await shop.asOperator('PUT', `/api/events/${eventId}`, show);
  const { status } = await shop.asOperator('PATCH', `/api/events/${eventId}`, { prequeue: true });
  if (status !== 200) throw new Error(`the pre-queue answered ${status}`);
  await nobodyIn(shop.redis, eventId);
  return eventId;
}

/** The parts of a pre-queue, as another process has them, on a pool of its own. */
export function elsewhere(redis: Redis, schema: string, at?: (moment: Moment) => unknown) {
  const db = connectToPostgres(env.text('PG_URL'), { schema });
  const ledger = redisLedger(redis, { lineOf: streamOf });
  const settings = { capacity: 200, admitPerSecond: 50, admissionSeconds: 900, noShowSeconds: 60, open: true };
  return {
    ...{ db, prequeue: prequeue({ db, mostEntrants: 100_000 }) },
    draws: draws({ db, openRoom: id => ledger(id).open(settings), lineUp: redisLineUp(redis, streamOf), at }),
  };
}

export const aCrowd = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());

/** Who is in the line of an event, in its order: by the stream, and by the ledger. */
export async function inLine(redis: Redis, eventId: string): Promise<{ stream: string[]; ledger: string[] }> {
  const entries = await redis.xrange(streamOf(eventId), '-', '+');
  return {
    stream: entries.map(([, fields]) => fields[1]!),
    ledger: await redis.zrange(`waiting-room:{${eventId}}:waiting`, '0', '-1'),
  };
}

export async function drawn(shop: TestShop, eventId: string): Promise<string[]> {
  const { rows } = await shop.db.query<{ id: string }>(
    'select visitor_id as id from entrant where event_id = $1 order by place',
    [eventId],
  );
  return rows.map(({ id }) => id);
}

/** An event with so many entrants. */
export async function entered(shop: TestShop, count: number): Promise<{ eventId: string; crowd: string[] }> {
  const [eventId, crowd] = [await withPrequeue(shop), aCrowd(count)];
  const { join } = prequeue({ db: shop.db, mostEntrants: count });
  await Promise.all(crowd.map(id => join(eventId, id)));
  return { eventId, crowd };
}

/** All of the crowd are in the line once, in the order that the seed says, and the late ones behind them as they came. */
export async function isInOrder(
  shop: TestShop,
  eventId: string,
  crowd: string[],
  latecomers: string[] = [],
): Promise<void> {
  const { rows } = await shop.db.query<{ seed: Buffer }>('select seed from draw where event_id = $1', [eventId]);
  const order = await drawOrder(
    rows[0]!.seed,
    crowd.map(id => entryOf(eventId, id)),
  );
  const expected = order.map(i => crowd[i]!);
  expect(await drawn(shop, eventId)).toEqual(expected);
  const line = await inLine(shop.redis, eventId);
  expect(line.ledger).toEqual([...expected, ...latecomers]);
  expect(line.stream).toEqual(line.ledger);
}
