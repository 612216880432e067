import type { Checkpoint, Outcome, Purchase, Sell } from '@ticketmaster/locking/box-office';
import { chargeFor, payments } from '@ticketmaster/locking-store/payments';
import { claimOrder, confirmOrder, declineOrder, missingSeats, priceOf } from '@ticketmaster/locking-store/seats';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Both, Coordinator, Vote } from './coordinator.ts';
import type { Log } from './log.ts';

/** Seats, order and tickets in one database and the money in another, kept in both or in none. */
export function sellInBoth({ inBoth }: Coordinator, prefix: string): Sell {
  return (purchase, reached) => {
    const gid = `${prefix}${purchase.eventId}/${purchase.orderId}`;
    return inBoth(gid, tx => buy(tx, purchase, reached), reached);
  };
}

/**
 * What a purchase does in two open transactions; the same works in one, given it twice. The seats are locked in the order of their
 * ids, as anybody does who does not want deadlocks. What is locked here stays so until the last word of the coordinator.
 */
export async function buy(tx: Both<Connection>, purchase: Purchase, reached: Checkpoint): Promise<Vote<Outcome>> {
  const { orderId, eventId, seatIds } = purchase;
  const answered = await claimOrder(tx.seats, purchase);
  if (answered === 'PENDING') throw new Error('a transaction left an order undecided'); // it cannot
  if (answered) return nothingIsKept(answered);
  const missing = await missingSeats(tx.seats, purchase);
  if (missing.length) return nothingIsKept({ status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds: missing });
  await reached('order written');

  const { rows } = await tx.seats.query<{ seat_id: string; order_id: string | null }>(
    `select seat_id, order_id from seat_inventory where event_id = $1 and seat_id = any($2) order by seat_id for update`,
    [eventId, seatIds],
  );
  const taken = rows.filter(({ order_id }) => order_id !== null).map(({ seat_id }) => seat_id);
  if (taken.length) return nothingIsKept({ status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: taken });
  await reached('seats locked');

  const money = payments(tx.payments);
  const totalCents = seatIds.length * (await priceOf(tx.seats, eventId));
  const payment = await money.authorize(orderId, chargeFor(purchase, totalCents));
  if (payment.status === 'DECLINED') return { keep: true, result: await declineOrder(tx.seats, orderId) };
  await money.capture(`${orderId}/capture`, payment.paymentId);
  await reached('money taken');
  await tx.seats.query(
    'update seat_inventory set order_id = $3, version = version + 1 where event_id = $1 and seat_id = any($2)',
    [eventId, seatIds, orderId],
  );
  const confirmed = await confirmOrder(tx.seats, purchase, seatIds, totalCents);
  await reached('tickets issued');
  return { keep: true, result: confirmed };
}

const nothingIsKept = (result: Outcome): Vote<Outcome> => ({ keep: false, result });

/** A coordinator's log that writes nothing down. All is well until a crash: then recover() rolls back what may be half committed. */
export const forgetful = (log: Log): Log => ({
  ...log,
  withPen: (gid, work) => log.withPen(gid, pen => work({ ...pen, decideToCommit: async () => {} })),
});
