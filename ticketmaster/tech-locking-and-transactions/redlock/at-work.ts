import { Contended } from '@ticketmaster/locking/box-office';
import { confirmOrder, seatStore } from '@ticketmaster/locking-store/seats';
import type { OrderPayments } from '@ticketmaster/payments/of-an-order';
import { PaymentProblem } from '@ticketmaster/payments/provider';
import { alone } from '@ticketmaster/postgres/alone';
import type { Connection, Database } from '@ticketmaster/postgres/database';

/** Seats and orders in one database, money in another. */
export interface Places {
  db: Database;
  paymentsDb: Database;
  money: OrderPayments;
}

/**
 * Runs `work` on a session of the seats database that shows, for as long as it lives, that somebody is at work on the order. Who is killed
 * loses the session; who is only stopped keeps it. A second one waits, 3 s at most.
 */
export async function atWork<T>(db: Database, orderId: string, work: (session: Connection) => Promise<T>): Promise<T> {
  const done = await alone(db, orderId, 3_000, async session => ({ result: await work(session) }));
  if (!done) throw new Contended('lock timeout');
  return done.result;
}

/**
 * Ends the orders at which nobody is at work any more, and gives back money that was set aside for an order that has ended; answers how
 * many. One that cannot be ended yet is logged, and keeps none of the others from their end. The session of a worker that was killed ends
 * a moment later: `patienceMs` says how long to wait for that.
 */
export async function settleAbandoned({ db, paymentsDb, money }: Places, patienceMs: number): Promise<number> {
  const deadline = Date.now() + patienceMs;
  const left = [...(await perhapsLeft({ db, paymentsDb }))];
  let settled = 0;
  async function settleSome(): Promise<void> {
    for (let orderId = left.pop(); orderId; orderId = left.pop()) {
      const id = orderId;
      const ended = await alone(db, id, deadline - Date.now(), session => settle(session, money, id)).catch(error =>
        console.error(`Order ${id} stays open: ${error.message}`),
      );
      if (ended) settled++;
    }
  }
  await Promise.all([settleSome(), settleSome(), settleSome(), settleSome()]);
  return settled;
}

/** Orders that have not ended, and orders with money set aside. Somebody is at work on most of them. */
async function perhapsLeft({ db, paymentsDb }: Omit<Places, 'money'>): Promise<Set<string>> {
  const found = await Promise.all([
    db.query<{ order_id: string }>(`select order_id from orders where status = 'PENDING'`),
    paymentsDb.query<{ order_id: string }>(`select order_id from payment where status = 'AUTHORIZED'`),
  ]);
  return new Set(found.flatMap(({ rows }) => rows.map(({ order_id }) => order_id)));
}

/**
 * Ends an order as far as it got. All its seats are written by one statement, and money is captured only after that: with its seats and
 * its money it is finished, else all is given back. Only for who is alone with the order; false when there was nothing to end.
 */
export async function settle(session: Connection, money: OrderPayments, orderId: string): Promise<boolean> {
  const order = await seatStore(session).order(orderId);
  if (order?.status === 'CONFIRMED') return false;
  if (order?.status !== 'PENDING') return (await money.giveBack(orderId)) > 0; // set aside too late, by a call that was given up
  const { eventId, seatIds } = order;
  const { rows } = await session.query<{ price_cents: number }>(
    'select price_cents from seat_inventory join event using (event_id) where event_id = $1 and order_id = $2',
    [eventId, orderId],
  );
  if (rows.length === seatIds.length && (await isTaken(money, orderId))) {
    await inTransaction(session, () => confirmOrder(session, order, seatIds, seatIds.length * rows[0]!.price_cents));
  } else {
    await session.query(
      'update seat_inventory set order_id = null, version = version + 1 where event_id = $1 and order_id = $2',
      [eventId, orderId],
    );
    await undo(session, money, orderId);
  }
  return true;
}

/** Takes the money of the order; false when none is set aside any more. Throws while that is not known. */
export async function isTaken(money: OrderPayments, orderId: string): Promise<boolean> {
  try {
    await money.capture(orderId);
    return true;
  } catch (error) {
    if (error instanceof PaymentProblem && error.happened === 'no') return false;
    throw error;
  }
}

/** Gives back what was set aside, and then forgets the order: the same one may come again. What is set aside after that is swept. */
export async function undo(session: Connection, money: OrderPayments, orderId: string): Promise<void> {
  await money.giveBack(orderId);
  await session.query(`delete from orders where order_id = $1 and status = 'PENDING'`, [orderId]);
}

/** For a session whose every failure ends it: there is nothing to roll back. */
export async function inTransaction<T>(session: Connection, work: () => Promise<T>): Promise<T> {
  await session.query('begin');
  const result = await work();
  await session.query('commit');
  return result;
}
