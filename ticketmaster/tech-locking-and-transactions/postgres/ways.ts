import { Contended, type Sell } from '@ticketmaster/locking/box-office';
import { retrying } from '@ticketmaster/locking/retrying';
import {
  pessimistic,
  type Row,
  SEATS,
  type Seats,
  sellInOneTransaction,
  sorted,
  takeSeats,
} from '@ticketmaster/locking-store/in-one-transaction';
import type { Connection, Database } from '@ticketmaster/postgres/database';

/** As pessimistic without waiting: who comes second is told at once that somebody is at it, and may try again. */
export const nowait: Seats = {
  async find(tx, { eventId, seatIds }) {
    const { rows } = await tx.query<Row>(`${SEATS} order by seat_id for update nowait`, [eventId, seatIds]);
    return sorted(rows);
  },
  take: takeSeats,
};

/**
 * Any so many neighbours in a section, passing over the seats that somebody has locked at this moment: nobody waits for anybody, and
 * everybody sees other free seats. Also for named seats, where one that is locked counts as taken.
 */
export const skipLocked: Seats = {
  async find(tx, { eventId, seatIds, together }) {
    if (!together) {
      const { rows } = await tx.query<Row>(`${SEATS} order by seat_id for update skip locked`, [eventId, seatIds]);
      const skipped = seatIds.filter(seatId => !rows.some(({ seat_id }) => seat_id === seatId));
      const result = sorted(rows);
      return skipped.length ? { taken: [...skipped, ...('taken' in result ? result.taken : [])].sort() } : result;
    }
    const { rows } = await tx.query<{ seat_id: string; place: number }>(
      `select seat_id, place from seat_inventory
        where event_id = $1 and section = $2 and order_id is null order by place`,
      [eventId, together.section],
    );
    const neighbours = rows.flatMap((row, i) => {
      const group = rows.slice(i, i + together.count);
      return group.at(-1)!.place === row.place + together.count - 1 ? [group.map(({ seat_id }) => seat_id)] : [];
    });
    for (const group of neighbours) {
      await tx.query('savepoint before_group');
      const { rows: locked } = await tx.query<Row>(
        `${SEATS} and order_id is null order by seat_id for update skip locked`,
        [eventId, group],
      );
      if (locked.length === together.count) return sorted(locked);
      await tx.query('rollback to savepoint before_group'); // which gives back those of the group that it did lock
    }
    return { taken: [] };
  },
  take: takeSeats,
};

/**
 * Looks without locking, and writes only where nothing has changed since: `version = ` what was seen. Whoever comes second finds another
 * version, and the whole transaction starts over, with what is true by then.
 */
export const optimistic: Seats = {
  find: look,
  async take(tx, { orderId, eventId }, found) {
    for (const { seatId, version } of found) {
      const { rowCount } = await tx.query(
        `update seat_inventory set order_id = $4, version = version + 1
          where event_id = $1 and seat_id = $2 and version = $3`,
        [eventId, seatId, version, orderId],
      );
      if (rowCount === 0) throw new Contended('conflict');
    }
    return [];
  },
};

/**
 * Looks and writes as if it were alone, and lets PostgreSQL find out when that was not so: one of two that could not have run one
 * after the other is rolled back with 40001, and starts over.
 */
export const serializable: Seats = { find: look, take: takeSeats, isolation: 'serializable' };

/**
 * Looks and writes in one snapshot: what was committed since it began is not seen, and a row that somebody else has changed since
 * cannot be written (40001). That is enough here, where both write the same row.
 */
export const repeatableRead: Seats = { find: look, take: takeSeats, isolation: 'repeatable read' };

/** One statement looks, decides and writes: the least there is. A row that another is writing is waited for, and looked at again. */
export const singleStatement: Seats = {
  find: async (_tx, { seatIds }) => ({ free: seatIds.map(seatId => ({ seatId, version: 0 })) }), // it will turn out
  async take(tx, { orderId, eventId, seatIds }) {
    const { rows } = await tx.query<{ seat_id: string }>(
      `update seat_inventory set order_id = $3, version = version + 1
        where event_id = $1 and order_id is null
          and seat_id in (select seat_id from seat_inventory where event_id = $1 and seat_id = any($2) order by seat_id for update)
       returning seat_id`,
      [eventId, seatIds, orderId],
    );
    const mine = new Set(rows.map(({ seat_id }) => seat_id));
    return seatIds.filter(seatId => !mine.has(seatId));
  },
};

/**
 * Looks, and then writes: between the two, others do the same. Sells a seat twice. With a pause after the look, as a bank would take to
 * say yes: without it, that would be luck.
 */
export const unsafe: Seats = {
  async find(tx, purchase) {
    const found = await look(tx, purchase);
    await tx.query('select pg_sleep(0.02)');
    return found;
  },
  take: takeSeats,
};

async function look(tx: Connection, { eventId, seatIds }: { eventId: string; seatIds: string[] }) {
  const { rows } = await tx.query<Row>(`${SEATS} order by seat_id`, [eventId, seatIds]);
  return sorted(rows);
}

/** All ways of this lesson, by the names that `?way=` takes. */
export const waysOf = (db: Database): Record<string, Sell> => ({
  pessimistic: sellInOneTransaction(db, pessimistic),
  nowait: sellInOneTransaction(db, nowait),
  'skip-locked': sellInOneTransaction(db, skipLocked),
  optimistic: retrying(sellInOneTransaction(db, optimistic)),
  'repeatable-read': retrying(sellInOneTransaction(db, repeatableRead)),
  serializable: retrying(sellInOneTransaction(db, serializable)),
  'single-statement': sellInOneTransaction(db, singleStatement),
  unsafe: sellInOneTransaction(db, unsafe),
});
