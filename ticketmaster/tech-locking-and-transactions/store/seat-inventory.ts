import { join } from 'node:path';
import { Problem } from '@ticketmaster/common/problem';
import type { Connection } from '@ticketmaster/postgres/database';

/** Run after seatTables. */
export const holdTables = join(import.meta.dirname, 'holds.sql');

/** 1 to 8 seats of one event, each once, for one order. */
export interface Wish {
  eventId: string;
  orderId: string;
  seatIds: string[];
}

export type Held =
  | { status: 'RESERVED'; reservedUntil: Date }
  /** Nothing was held. Names the seats that another order has, or this one has bought. */
  | { status: 'REFUSED'; reason: 'SEAT_TAKEN' | 'NO_SUCH_SEAT'; seatIds: string[] };

export type Confirmed =
  | { status: 'SOLD' }
  /** Nothing was sold. Names the seats that are not this order's any more. */
  | { status: 'REFUSED'; reason: 'HOLD_LOST'; seatIds: string[] };

export interface SeatShown {
  seatId: string;
  status: 'AVAILABLE' | 'RESERVED' | 'SOLD';
}

/**
 * Seats on their way AVAILABLE → RESERVED → SOLD, each step within a transaction of the caller's: what else that transaction writes is there
 * together with the step, or neither is. Promises, each checked by seat-inventory-promises.ts:
 *   oneHolder           of those who want a seat at the same instant, one gets it
 *   allOrNothing        an order gets every seat it named, or none
 *   noDeadlock          orders for the same seats in different orders wait for each other, and none is told of a deadlock
 *   endsByItself        a seat is AVAILABLE from the instant `reservedUntil` on, and not before; no sweeper runs
 *   renews              the same order again holds the same seats until the new time
 *   staysSold           what is SOLD is never AVAILABLE again, whatever the time and whoever asks, until its order reopens it
 *   confirmsItsOwn      an order whose seats another has taken since is refused, and leaves the other's as they are
 *   confirmsLate        an order whose hold has ended, and whose seats nobody has taken, is sold them
 *   releasesItsOwn      gives back what this order holds: not what it has bought, not what is another's by now
 *   reopensItsOwn       gives back what this order has bought, and nothing else
 *   inTheTransaction    what is rolled back was never held
 *   refusesTheAbsurd    0 or 9 seats, or one seat twice, are a Problem 400
 *
 * hold and confirm throw Contended when the rows were locked for too long: nothing was done. An event is sold through holds, or in one of the
 * ways of the lessons, which know no end of a hold; not in both.
 */
export interface SeatInventory {
  hold(tx: Connection, wish: Wish, reservedUntil: Date): Promise<Held>;
  /** Makes held seats SOLD. Doing it again changes nothing. Call it before money is captured. */
  confirm(tx: Connection, wish: Wish): Promise<Confirmed>;
  /** Answers the seats that it gave back. */
  release(tx: Connection, wish: Wish): Promise<string[]>;
  /** For a sale that is undone, because the money went back or never came. Answers the seats that it gave back. */
  reopen(tx: Connection, wish: Wish): Promise<string[]>;
  /** All seats of an event as they are now. */
  seats(db: Connection, eventId: string): Promise<SeatShown[]>;
}

interface Row {
  seatId: string;
  orderId: string | null;
  reservedUntil: Date | null;
}

const COLUMNS = `seat_id as "seatId", order_id as "orderId", reserved_until as "reservedUntil"`;

/** Servers that sell from one database must have clocks that agree, to the second or so: `now` decides when a hold has ended. */
export function seatInventory(now: () => Date = () => new Date()): SeatInventory {
  const statusOf = ({ orderId, reservedUntil }: Row): SeatShown['status'] => {
    if (orderId === null || (reservedUntil && reservedUntil <= now())) return 'AVAILABLE';
    return reservedUntil ? 'RESERVED' : 'SOLD';
  };

  return {
    async hold(tx, wish, reservedUntil) {
      const rows = await lock(tx, wish);
      const missing = wish.seatIds.filter(id => !rows.some(({ seatId }) => seatId === id));
      if (missing.length) return { status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds: missing };
      const mine = (row: Row) => statusOf(row) === 'RESERVED' && row.orderId === wish.orderId;
      const taken = rows.filter(row => statusOf(row) !== 'AVAILABLE' && !mine(row));
      if (taken.length) return { status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: taken.map(({ seatId }) => seatId) };
      await tx.query(
        `update seat_inventory set order_id = $3, reserved_until = $4, version = version + 1
          where event_id = $1 and seat_id = any($2)`,
        [wish.eventId, wish.seatIds, wish.orderId, reservedUntil],
      );
      return { status: 'RESERVED', reservedUntil };
    },

    async confirm(tx, wish) {
      const mine = (await lock(tx, wish)).filter(({ orderId }) => orderId === wish.orderId).map(({ seatId }) => seatId);
      const lost = wish.seatIds.filter(seatId => !mine.includes(seatId));
      if (lost.length) return { status: 'REFUSED', reason: 'HOLD_LOST', seatIds: lost };
      await tx.query(
        `update seat_inventory set reserved_until = null, version = version + 1
          where event_id = $1 and seat_id = any($2) and reserved_until is not null`,
        [wish.eventId, wish.seatIds],
      );
      return { status: 'SOLD' };
    },

    release: giveBack('is not null'),
    reopen: giveBack('is null'),

    async seats(db, eventId) {
      const { rows } = await db.query<Row>(
        `select ${COLUMNS} from seat_inventory where event_id = $1 order by seat_id`,
        [eventId],
      );
      return rows.map(row => ({ seatId: row.seatId, status: statusOf(row) }));
    },
  };
}

/** SOLD are those whose `reserved_until` is null. */
const giveBack =
  (which: 'is null' | 'is not null') =>
  async (tx: Connection, wish: Wish): Promise<string[]> => {
    await lock(tx, wish);
    const { rows } = await tx.query<{ seat_id: string }>(
      `update seat_inventory set order_id = null, reserved_until = null, version = version + 1
        where event_id = $1 and seat_id = any($2) and order_id = $3 and reserved_until ${which}
       returning seat_id`,
      [wish.eventId, wish.seatIds, wish.orderId],
    );
    return rows.map(({ seat_id }) => seat_id).sort();
  };

/** Keeps all others from the seats until the transaction ends. In the order of their ids: two orders for A+B and B+A queue. */
async function lock(tx: Connection, { eventId, seatIds }: Wish): Promise<Row[]> {
  if (seatIds.length < 1 || seatIds.length > 8 || new Set(seatIds).size < seatIds.length)
    throw new Problem(400, 'invalid-request', 'seatIds: must name 1 to 8 seats, each once', {
      errors: [{ field: 'seatIds', message: 'must name 1 to 8 seats, each once' }],
    });
  const { rows } = await tx.query<Row>(
    `select ${COLUMNS} from seat_inventory where event_id = $1 and seat_id = any($2) order by seat_id for update`,
    [eventId, seatIds],
  );
  return rows;
}
