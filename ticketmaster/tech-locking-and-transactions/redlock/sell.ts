import { Problem } from '@ticketmaster/common/problem';
import { type Checkpoint, Contended, type Outcome, type Purchase, type Sell } from '@ticketmaster/locking/box-office';
import { chargeFor } from '@ticketmaster/locking-store/payments';
import { claimOrder, confirmOrder, declineOrder, missingSeats, priceOf } from '@ticketmaster/locking-store/seats';
import type { OrderPayments } from '@ticketmaster/payments/of-an-order';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { atWork, inTransaction, isTaken, settle, undo } from './at-work.ts';
import type { Lock, LockAll } from './lock.ts';
import { drawToken, type SeatStorage } from './storage.ts';

export interface Parts {
  db: Database;
  money: OrderPayments;
  lock: LockAll;
  storage: SeatStorage;
}

/** The key of a seat's lock, the same on every Redis. */
export const lockOf = (eventId: string, seatId: string) => `lock:${eventId}:${seatId}`;

/**
 * Seats in one database, money in another, and between them a lock that others keep out by. No transaction spans the two, so the order
 * is written first, and every step after it can be finished or undone by who finds it (at-work.ts).
 */
export function sellBehindLocks({ db, money, lock, storage }: Parts): Sell {
  async function sell(session: Connection, purchase: Purchase, reached: Checkpoint): Promise<Outcome> {
    const { orderId, eventId, seatIds } = purchase;
    const missing = await missingSeats(session, purchase);
    if (missing.length) return { status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds: missing };
    const answered = await claim(session, purchase);
    if (answered) return answered;
    await reached('order written');

    const locked = await lock(seatIds.map(seatId => lockOf(eventId, seatId)));
    if (!locked) {
      await undo(session, money, orderId);
      throw new Contended('lock timeout');
    }
    try {
      return await sellLocked(session, purchase, locked, reached);
    } finally {
      await locked.release();
    }
  }

  async function sellLocked(session: Connection, purchase: Purchase, locked: Lock, reached: Checkpoint) {
    const { orderId, eventId, seatIds } = purchase;
    async function lost(): Promise<never> {
      await undo(session, money, orderId);
      throw new Contended('lost the lock');
    }
    await reached('locked');
    const token = await drawToken(session); // a pause before it gives a late token, which the look would leave in the holder's way
    if (!locked.held()) return lost();
    await reached('token drawn');

    const taken = await storage.look(session, purchase, token);
    if (!taken) return lost();
    if (taken.length) {
      await undo(session, money, orderId);
      return { status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: taken } as const;
    }
    await reached('looked');

    const totalCents = seatIds.length * (await priceOf(session, eventId));
    if (!(await money.authorize(chargeFor(purchase, totalCents)))) return declineOrder(session, orderId);
    await reached('authorized');

    if (!locked.held()) return lost();
    await reached('lock checked'); // here any lock can be lost unseen: only the storage can tell
    if (!(await storage.write(session, purchase, token))) return lost();
    await reached('seats written');

    if (!(await isTaken(money, orderId))) {
      await settle(session, money, orderId);
      const detail = 'the money was given back before it could be taken; nothing was done';
      throw new Problem(503, 'unavailable', detail, { retryable: true });
    }
    await reached('captured');
    const confirmed = await inTransaction(session, () => confirmOrder(session, purchase, seatIds, totalCents));
    await reached('tickets issued');
    return confirmed;
  }

  /** Writes the order down, after ending what was left of it; the answer where it has been decided. */
  async function claim(session: Connection, purchase: Purchase): Promise<Outcome | undefined> {
    for (;;) {
      const answered = await claimOrder(session, purchase);
      if (answered !== 'PENDING') return answered;
      await settle(session, money, purchase.orderId);
    }
  }

  return (purchase, reached) => atWork(db, purchase.orderId, session => sell(session, purchase, reached));
}
