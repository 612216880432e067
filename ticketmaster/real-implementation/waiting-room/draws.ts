import { randomBytes } from 'node:crypto';
import { Problem } from '@ticketmaster/common/problem';
import { alone } from '@ticketmaster/postgres/alone';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import type { LineUp } from '@ticketmaster/waiting-room-ledger/line-up';
import { putOnSale } from '../catalog/shows.ts';
import type { Layout } from '../inventory/chart.ts';
import { drawOrder, entryOf, listHashOf } from './draw-order.ts';

/** The moments between two steps of a draw, at which an experiment may end the process. */
export type Moment = 'ordered' | 'some-in-line' | 'all-in-line';

export interface DrawParts {
  db: Database;
  /** Makes the room of an event, where there is none. No gate is opened: nobody is let in before the sale. */
  openRoom: (eventId: string) => Promise<void>;
  lineUp: LineUp;
  /** Told of each event whose sale was opened here. */
  opened?: (eventId: string) => unknown;
  /** For experiments. */
  at?: ((moment: Moment) => unknown) | undefined;
}

/** Visitors who are lined up at once: bounds how long the one thread of Redis is busy with it. */
const A_STEP = 500;
/** Places that are written at once. */
const A_WRITE = 5_000;
/** How long a draw may take; whoever finds it after that goes on with it. */
const MOST_MS = 60_000;

/**
 * The draws of pre-queues. The steps are: close the list, give each entrant a place, put all into the line in that order, and then open the sale,
 * which makes the seed public. The show is not on sale before the last of them, so nobody else is in the line by then. Each step is stored
 * before the next begins and can be done again: whoever goes on, after whatever happened, makes the same order. A lock lets one work at a
 * time, and what is written to Redis is refused where another has gone on (line-up.lua).
 */
export function draws({ db, openRoom, lineUp, opened = () => {}, at = () => {} }: DrawParts) {
  async function givePlaces(here: Connection, eventId: string, seed: Buffer): Promise<void> {
    const { rows } = await here.query<{ id: string }>('select visitor_id as id from entrant where event_id = $1', [
      eventId,
    ]);
    const entries = rows.map(({ id }) => entryOf(eventId, id));
    const order = await drawOrder(seed, entries);
    await here.query('begin');
    for (let first = 0; first < order.length; first += A_WRITE)
      await here.query(
        `update entrant set place = $2 + t.nth
           from unnest($3::text[]) with ordinality as t (visitor_id, nth)
          where event_id = $1 and entrant.visitor_id = t.visitor_id`,
        [eventId, first, order.slice(first, first + A_WRITE).map(i => rows[i]!.id)],
      );
    await here.query('update draw set list_hash = $2 where event_id = $1', [eventId, listHashOf(entries)]);
    await here.query('commit');
  }

  async function lineAllUp(here: Connection, eventId: string, list: string): Promise<void> {
    await openRoom(eventId);
    const until = Date.now() + MOST_MS;
    for (let done = 0; ; ) {
      if (Date.now() > until) throw new Error(`only ${done} are in the line after ${MOST_MS} ms`);
      const { rows } = await here.query<{ id: string }>(
        'select visitor_id as id from entrant where event_id = $1 and place > $2 order by place limit $3',
        [eventId, done, A_STEP],
      );
      if (!rows.length) return;
      const now = await lineUp(
        eventId,
        list,
        done,
        rows.map(({ id }) => id),
      );
      if (now === 'NO_ROOM') throw lostRoom();
      done = now;
      await at('some-in-line');
    }
  }

  /** Seats, sale and seed at once. The line is worth nothing where people may go around it, so the waiting room is on from here. */
  async function openSale(here: Connection, eventId: string): Promise<void> {
    await here.query('begin');
    const { rows } = await here.query<{ layout: Layout }>(
      'select layout from show join venue using (venue_id) where event_id = $1',
      [eventId],
    );
    await putOnSale(here, eventId, rows[0]!.layout);
    await here.query(`update show set waiting_room = 'hold' where event_id = $1`, [eventId]);
    await here.query('update draw set drawn_at = now() where event_id = $1', [eventId]);
    await here.query('commit');
  }

  async function draw(here: Connection, eventId: string): Promise<true> {
    const { rows } = await here.query<{ seed: Buffer; commitment: string; ordered: boolean }>(
      `select seed, commitment, list_hash is not null as ordered
         from draw where event_id = $1 and closed_at is not null and drawn_at is null`,
      [eventId],
    );
    if (!rows[0]) return true;
    const { seed, commitment, ordered } = rows[0];
    if (!ordered) await givePlaces(here, eventId, seed);
    await at('ordered');
    await lineAllUp(here, eventId, commitment);
    await at('all-in-line');
    await openSale(here, eventId);
    await opened(eventId);
    return true;
  }

  return {
    /** Opens the pre-queue of a show that is announced; one that is open stays as it is. In a transaction that holds the show's row. */
    async open(tx: Connection, eventId: string): Promise<void> {
      await tx.query('insert into draw (event_id, seed) values ($1, $2) on conflict do nothing', [
        eventId,
        randomBytes(32),
      ]);
    },

    /** Fixes the list of entrants. Answers whether there is a draw to finish. In a transaction that holds the show's row. */
    async close(tx: Connection, eventId: string): Promise<boolean> {
      const { rowCount } = await tx.query(
        'update draw set closed_at = coalesce(closed_at, now()) where event_id = $1 and drawn_at is null',
        [eventId],
      );
      return rowCount === 1;
    },

    /** Whether the list of an event is fixed and the sale not open yet. */
    async isUnderWay(tx: Connection, eventId: string): Promise<boolean> {
      const { rowCount } = await tx.query(
        'select from draw where event_id = $1 and closed_at is not null and drawn_at is null',
        [eventId],
      );
      return rowCount === 1;
    },

    /** Takes a draw whose list is fixed to its end. Problem 503 where another is at it for longer than `withinMs`. */
    async finish(eventId: string, withinMs = 10_000): Promise<void> {
      if (await alone(db, `draw ${eventId}`, withinMs, here => draw(here, eventId))) return;
      throw underWay(eventId);
    },

    /** Goes on with what others have left: with each, whatever became of the one before. */
    async finishLeft(): Promise<void> {
      const { rows } = await db.query<{ id: string }>(
        'select event_id as id from draw where closed_at is not null and drawn_at is null order by closed_at limit 10',
      );
      for (const { id } of rows)
        await alone(db, `draw ${id}`, 0, here => draw(here, id)).catch(({ message }: Error) =>
          console.error(`The draw of ${id} has stopped, and is tried again: ${message}`),
        );
    },
  };
}

export type Draws = ReturnType<typeof draws>;

export const underWay = (eventId: string) =>
  new Problem(503, 'draw-under-way', `the order of ${eventId} is being drawn; ask again in a moment`, {
    retryable: true,
  });

const lostRoom = () =>
  new Problem(503, 'unavailable', 'the line was lost while it was made; the next attempt makes it anew', {
    retryable: true,
  });
