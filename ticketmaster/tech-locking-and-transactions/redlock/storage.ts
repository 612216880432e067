import { join } from 'node:path';
import type { Purchase } from '@ticketmaster/locking/box-office';
import type { Connection } from '@ticketmaster/postgres/database';

export const fenceTables = join(import.meta.dirname, 'fence.sql');

/** How the seats are looked at and written, by who holds a lock on them, or thinks so. */
export interface SeatStorage {
  /** The seats that somebody has; undefined when somebody with a newer token has been here. */
  look(session: Connection, purchase: Purchase, token: string): Promise<string[] | undefined>;
  /** Makes all the seats the buyer's, or none, and answers false. */
  write(session: Connection, purchase: Purchase, token: string): Promise<boolean>;
}

/** A number greater than any before: drawn from the storage that checks it, by who has just got the locks. */
export async function drawToken(session: Connection): Promise<string> {
  return (await session.query<{ token: string }>(`select nextval('fencing_token') as token`)).rows[0]!.token;
}

/**
 * The storage keeps, for each seat, the greatest token that has been here, and refuses all others. The look leaves the token, too: were
 * it only the write that did, one with an old token could come between the look and the write of the newest, and both would sell.
 */
export const fenced: SeatStorage = {
  async look(session, { eventId, seatIds }, token) {
    const { rows } = await session.query<{ seat_id: string; order_id: string | null }>(
      `with seat as (select seat_id from seat_inventory where event_id = $1 and seat_id = any($2) order by seat_id for update)
       update seat_inventory set fence = $3
         from seat
        where event_id = $1 and seat_inventory.seat_id = seat.seat_id and fence < $3
       returning seat_inventory.seat_id, order_id`,
      [eventId, seatIds, token],
    );
    return rows.length === seatIds.length ? takenOf(rows) : undefined;
  },

  async write(session, { orderId, eventId, seatIds }, token) {
    const { rowCount } = await session.query(
      `with seat as (select seat_id from seat_inventory
                      where event_id = $1 and seat_id = any($2) and fence = $4 order by seat_id for update)
       update seat_inventory set order_id = $3, version = version + 1
         from seat
        where event_id = $1 and seat_inventory.seat_id = seat.seat_id
          and (select count(*) from seat) = cardinality($2::text[])`,
      [eventId, seatIds, orderId, token],
    );
    return rowCount === seatIds.length;
  },
};

/** The storage takes the word of whoever writes. Sells a seat twice when the lock was lost between the last check and the write. */
export const unfenced: SeatStorage = {
  async look(session, { eventId, seatIds }) {
    const { rows } = await session.query<{ seat_id: string; order_id: string | null }>(
      'select seat_id, order_id from seat_inventory where event_id = $1 and seat_id = any($2)',
      [eventId, seatIds],
    );
    return takenOf(rows);
  },

  async write(session, { orderId, eventId, seatIds }) {
    await session.query(
      `with seat as (select seat_id from seat_inventory where event_id = $1 and seat_id = any($2) order by seat_id for update)
       update seat_inventory set order_id = $3, version = version + 1
         from seat
        where event_id = $1 and seat_inventory.seat_id = seat.seat_id`,
      [eventId, seatIds, orderId],
    );
    return true;
  },
};

const takenOf = (rows: { seat_id: string; order_id: string | null }[]) =>
  rows.flatMap(({ seat_id, order_id }) => (order_id === null ? [] : [seat_id])).sort();
