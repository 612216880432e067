import { Contended } from '@ticketmaster/locking/box-office';
import type { payments } from '@ticketmaster/locking-store/payments';
import { confirmOrder, seatStore } from '@ticketmaster/locking-store/seats';
import type { Connection, Database } from '@ticketmaster/postgres/database';

export type Money = ReturnType<typeof payments>;

const ORDER = 'hashtextextended($1, 0)'; // the order as a number, which is what PostgreSQL locks

/**
 * Runs `work` on a session of the seats database that shows, for as long as it lives, that somebody is at work on the order. Who dies
 * loses the session; who is only stopped keeps it. A second one waits, 3 s at most.
 */
export function atWork<T>(db: Database, orderId: string, work: (session: Connection) => Promise<T>): Promise<T> {
  return db.connected(async session => {
    await session.query(`select pg_advisory_lock(${ORDER})`, [orderId]);
    const result = await work(session); // a throw ends the session, and its lock with it
    await session.query(`select pg_advisory_unlock(${ORDER})`, [orderId]);
    return result;
  });
}

/** Ends the orders at which nobody is at work any more; answers how many. The session of one who died ends a moment after. */
export async function settleAbandoned(db: Database, money: Money): Promise<number> {
  const { rows } = await db.query<{ order_id: string }>(`select order_id from orders where status = 'PENDING'`);
  let settled = 0;
  for (const { order_id } of rows) {
    try {
      const ended = await db.transaction(async tx => {
        await tx.query(`set local lock_timeout = '500ms'`);
        await tx.query(`select pg_advisory_xact_lock(${ORDER})`, [order_id]);
        return settle(tx, money, order_id);
      });
      if (ended) settled++;
    } catch (error) {
      if (!(error instanceof Contended)) throw error; // its worker lives
    }
  }
  return settled;
}

/**
 * Ends an order as far as it got. All its seats are written by one statement, and money is captured only after that: so with its seats
 * it is finished, and without them there is at most money set aside. For who has the order to himself; false when it has ended.
 */
export async function settle(tx: Connection, money: Money, orderId: string): Promise<boolean> {
  const order = await seatStore(tx).order(orderId);
  if (order?.status !== 'PENDING') return false;
  const { eventId, seatIds } = order;
  const { rows } = await tx.query<{ price_cents: number }>(
    'select price_cents from seat_inventory join event using (event_id) where event_id = $1 and order_id = $2',
    [eventId, orderId],
  );
  if (rows.length < seatIds.length) {
    await undo(tx, money, orderId);
  } else {
    await money.capture(orderId);
    await confirmOrder(tx, order, seatIds, seatIds.length * rows[0]!.price_cents);
  }
  return true;
}

/** Gives back what was set aside, and then forgets the order: the same one may come again. */
export async function undo(session: Connection, money: Money, orderId: string): Promise<void> {
  await money.void(orderId);
  await session.query(`delete from orders where order_id = $1 and status = 'PENDING'`, [orderId]);
}
