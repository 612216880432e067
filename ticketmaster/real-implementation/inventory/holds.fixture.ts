// Several processes that sell from one PostgreSQL, with a clock that a test moves.
import { env } from '@ticketmaster/common/env';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { listenTo } from '@ticketmaster/postgres/listen';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { putOnSale } from '../catalog/shows.ts';
import { makeTables } from '../shop.ts';
import { type Holds, type HoldWish, holds } from './holds.ts';
import type { Delta } from './seat-map.ts';
import { type SeatMaps, type SeatMapsParts, seatMaps } from './seat-maps.ts';

export const HOLD_MS = 60_000;

async function openHall() {
  const url = env.text('PG_URL');
  const schema = unique('holds');
  const channel = `seats_${schema}`;
  const db = connectToPostgres(url, { schema });
  await makeTables(db, schema);
  await db.query(`insert into venue values ('V1', 'Cellar Club', 'Berlin', 'club')`);
  const opened: SeatMaps[] = [];
  const hall = {
    db,
    /** How far the clock is ahead, ms. */
    ahead: 0,
    /** Sent for holds. */
    statements: 0,
    deltas: [] as Delta[],

    /** One of several processes. */
    process(settings: Partial<SeatMapsParts> = {}, mostUnpaid?: number): { maps: SeatMaps; holds: Holds } {
      const now = () => Date.now() + hall.ahead;
      const maps = seatMaps({
        ...{ db, held: listenTo(url, channel), orderChanged: listenTo(url, 'order_changed'), everyMs: 20, now },
        layoutOf: async () => 'club',
        onDelta: (_eventId, delta) => void hall.deltas.push(delta),
        ...settings,
      });
      opened.push(maps);
      const counted: Pick<Database, 'query'> = {
        query: (sql, values) => {
          hall.statements++;
          return db.query(sql, values);
        },
      };
      return { maps, holds: holds({ db: counted, maps, channel, holdMs: HOLD_MS, mostUnpaid, now }) };
    },

    async onSale(): Promise<string> {
      const eventId = unique('event');
      await db.query(
        `insert into show (event_id, venue_id, name, performer, genre, starts_at, price_cents, words)
         values ($1, 'V1', 'A Night', 'Ada', 'Pop', now(), 5000, '')`,
        [eventId],
      );
      await putOnSale(db, eventId, 'club');
      return eventId;
    },

    async close(): Promise<void> {
      await Promise.all(opened.map(maps => maps.close()));
      await db.query(`drop schema ${schema} cascade`);
      await db.close();
    },
  };
  return hall;
}

export type Hall = Awaited<ReturnType<typeof openHall>>;

/** For all tests of a file: one hall, and for each of them the clock as it is, and nothing counted yet. */
export function hallOf(): () => Hall {
  let hall: Hall;
  beforeAll(async () => {
    hall = await openHall();
  });
  afterAll(() => hall.close());
  beforeEach(() => {
    [hall.ahead, hall.statements, hall.deltas] = [0, 0, []];
  });
  return () => hall;
}

export const wish = (eventId: string, ...seatIds: string[]): HoldWish => ({
  ...{ orderId: crypto.randomUUID(), eventId, userId: 'ada', seatIds },
});

/** `held`, or the type of the problem. */
export const settled = async (all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map(one =>
    one.status === 'fulfilled' ? 'held' : (one.reason as { type?: string }).type,
  );
