// Holds in batches, on a real PostgreSQL.
import { env } from '@ticketmaster/common/env';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { listenTo } from '@ticketmaster/postgres/listen';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { putOnSale } from '../catalog/shows.ts';
import { makeTables } from '../shop.ts';
import { type Holds, type HoldWish, holds } from './holds.ts';
import type { Delta } from './seat-map.ts';
import { type SeatMaps, seatMaps } from './seat-maps.ts';

const url = env.text('PG_URL');
const schema = unique('holds');
const channel = `seats_${schema}`;
let db: Database;
let now = 0; // ahead of the clock, ms
let statements = 0;
let deltas: Delta[] = [];
const opened: SeatMaps[] = [];

beforeAll(async () => {
  db = connectToPostgres(url, { schema });
  await makeTables(db, schema);
  await db.query(`insert into venue values ('V1', 'Cellar Club', 'Berlin', 'club')`);
});
afterAll(async () => {
  await Promise.all(opened.map(maps => maps.close()));
  await db.query(`drop schema ${schema} cascade`);
  await db.close();
});
beforeEach(() => {
  [now, statements, deltas] = [0, 0, []];
});

/** One of several processes. */
function process(): { maps: SeatMaps; holds: Holds } {
  const clock = () => Date.now() + now;
  const maps = seatMaps({
    ...{ db, held: listenTo(url, channel), orderChanged: listenTo(url, 'order_changed'), everyMs: 20, now: clock },
    layoutOf: async () => 'club',
    onDelta: (_eventId, delta) => void deltas.push(delta),
  });
  opened.push(maps);
  const counted: Pick<Database, 'query'> = {
    query: (sql, values) => {
      statements++;
      return db.query(sql, values);
    },
  };
  return { maps, holds: holds({ db: counted, maps, channel, holdMs: 60_000, now: clock }) };
}

async function onSale(): Promise<string> {
  const eventId = unique('event');
  await db.query(
    `insert into show (event_id, venue_id, name, performer, genre, starts_at, price_cents, words)
     values ($1, 'V1', 'A Night', 'Ada', 'Pop', now(), 5000, '')`,
    [eventId],
  );
  await putOnSale(db, eventId, 'club');
  return eventId;
}

const wish = (eventId: string, ...seatIds: string[]): HoldWish => ({
  ...{ orderId: crypto.randomUUID(), eventId, userId: 'ada', seatIds },
});
const seatsOf = async (eventId: string) =>
  (
    await db.query<{ order_id: string; seats: string[] }>(
      `select order_id, array_agg(seat_id order by seat_id) as seats from seat_inventory
        where event_id = $1 and order_id is not null group by order_id`,
      [eventId],
    )
  ).rows;
const settled = async (all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map(one =>
    one.status === 'fulfilled' ? 'held' : (one.reason as { type?: string }).type,
  );
const count = (answers: unknown[], what: string) => answers.filter(answer => answer === what).length;

it('gives a seat that two hundred want in two processes to one of them', async () => {
  const eventId = await onSale();
  const [north, south] = [process(), process()];
  const asks = Array.from({ length: 200 }, (_, i) => (i % 2 ? north : south).holds.hold(wish(eventId, 'F1-1-1')));
  const answers = await settled(asks);
  expect([count(answers, 'held'), count(answers, 'seat-taken')]).toEqual([1, 199]);
});

it('gives an order all that it named, or nothing, also when orders overlap in every order', async () => {
  const eventId = await onSale();
  const [north, south] = [process(), process()];
  const row = Array.from({ length: 10 }, (_, i) => `F1-1-${i + 1}`);
  const wishes = Array.from({ length: 300 }, (_, i) => {
    const from = i % 9;
    const pair = [row[from]!, row[from + 1]!];
    return wish(eventId, ...(i % 2 ? pair : pair.toReversed()));
  });
  const answers = await settled(wishes.map((one, i) => (i % 3 ? north : south).holds.hold(one)));
  expect(new Set(answers)).toEqual(new Set(['held', 'seat-taken']));
  const had = await seatsOf(eventId);
  expect(had.length).toBe(count(answers, 'held'));
  for (const { order_id, seats } of had) {
    const { seatIds } = wishes.find(({ orderId }) => orderId === order_id)!;
    expect(seats).toEqual(seatIds.toSorted());
  }
  const { rows } = await db.query('select count(*)::int as orders from purchase where event_id = $1', [eventId]);
  expect(rows[0]!.orders).toBe(had.length); // who got nothing has no order
});

it('writes many holds in few statements, and one at once', async () => {
  const eventId = await onSale();
  const { holds } = process();
  const wishes = Array.from({ length: 200 }, (_, i) =>
    wish(eventId, `F${1 + Math.floor(i / 50)}-${1 + (Math.floor(i / 10) % 5)}-${1 + (i % 10)}`),
  );
  expect(count(await settled(wishes.map(holds.hold)), 'held')).toBe(200);
  expect(statements).toBeLessThanOrEqual(4);
});

it('refuses who wants what is known to be taken without asking the database', async () => {
  const eventId = await onSale();
  const { maps, holds } = process();
  await maps.of(eventId);
  await holds.hold(wish(eventId, 'F1-1-1'));
  statements = 0;
  const answers = await settled([holds.hold(wish(eventId, 'F1-1-1')), holds.hold(wish(eventId, 'F1-1-2', 'F1-1-1'))]);
  expect([answers, statements]).toEqual([['seat-taken', 'seat-taken'], 0]);
  expect(await settled([holds.hold(wish(eventId, 'Z9-1-1'))])).toEqual(['not-found']);
});

it('takes the same order for the same order, and another wish under it for a mistake', async () => {
  const eventId = await onSale();
  const { holds } = process();
  const one = wish(eventId, 'F1-2-1');
  const answers = await Promise.all([holds.hold(one), holds.hold(one), holds.hold(one)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['KNOWN', 'KNOWN', 'RESERVED']);
  expect(await settled([holds.hold({ ...one, seatIds: ['F1-2-2'] })])).toEqual(['idempotency-key-reused']);
});

it('takes the same order at the same instant in two processes for one order', async () => {
  const eventId = await onSale();
  const [north, south] = [process(), process()];
  for (let round = 1; round <= 40; round++) {
    const one = wish(eventId, `F${1 + (round % 4)}-${1 + Math.floor(round / 10)}-${1 + (round % 10)}`);
    const answers = await Promise.all([north.holds.hold(one), south.holds.hold(one)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['KNOWN', 'RESERVED']);
  }
});

it('frees a seat at the instant its hold ends, though nobody sweeps', async () => {
  const eventId = await onSale();
  const { holds } = process();
  await holds.hold(wish(eventId, 'F1-1-1'));
  now = 59_000;
  expect(await settled([holds.hold(wish(eventId, 'F1-1-1'))])).toEqual(['seat-taken']);
  now = 60_001;
  expect(await settled([holds.hold(wish(eventId, 'F1-1-1'))])).toEqual(['held']);
});

it('lets one that fails in a batch fail alone', async () => {
  const eventId = await onSale();
  const { holds } = process();
  const bad = { ...wish(eventId, 'F1-1-1'), userId: 'nul\0' }; // no text for PostgreSQL
  const answers = await settled([
    holds.hold(wish(eventId, 'F1-1-2')),
    holds.hold(bad),
    holds.hold(wish(eventId, 'F1-1-3')),
  ]);
  expect([answers[0], answers[2]]).toEqual(['held', 'held']);
  expect(answers[1]).not.toBe('held');
});

describe('the map of another process', () => {
  it('hears of a hold, and of its end', async () => {
    const eventId = await onSale();
    const [north, south] = [process(), process()];
    const map = (await south.maps.of(eventId))!;
    await north.holds.hold(wish(eventId, 'F1-1-1', 'F1-1-2'));
    await eventually(() => expect(deltas).toMatchObject([{ free: 198 }]));
    expect(map.free).toBe(198);
    now = 60_001;
    await eventually(() => expect(deltas.at(-1)).toMatchObject({ free: 200 }));
    expect(deltas.flatMap(({ changes }) => changes)).toEqual(
      expect.arrayContaining([
        [0, 1],
        [1, 1],
        [0, 0],
        [1, 0],
      ]),
    );
  });

  it('finds what it was not told, by comparing', async () => {
    const eventId = await onSale();
    const map = (await process().maps.of(eventId))!;
    await db.query(
      `update seat_inventory set order_id = gen_random_uuid(), version = version + 1 where event_id = $1 and seat_id = 'F1-1-1'`,
      [eventId],
    );
    await eventually(() => expect(map.free).toBe(199));
  });
});
