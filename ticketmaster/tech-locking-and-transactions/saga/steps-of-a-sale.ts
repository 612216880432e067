import type { Outcome, Purchase } from '@ticketmaster/locking/box-office';
import { chargeFor } from '@ticketmaster/locking-store/payments';
import { claimOrder, confirmOrder, declineOrder, priceOf } from '@ticketmaster/locking-store/seats';
import type { OrderPayments } from '@ticketmaster/payments/of-an-order';
import { PaymentProblem } from '@ticketmaster/payments/provider';
import type { Connection } from '@ticketmaster/postgres/database';
import { Refused, type Steps } from './orchestrator.ts';

/** The sale ends before it has begun, or is undone; and this is what the buyer is told. */
export class NotSold extends Refused {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome.status === 'REFUSED' ? outcome.reason : outcome.status);
    this.outcome = outcome;
  }
}

/**
 *   step        where      do                                    undo
 *   reserve     seats      order PENDING, seats carry it         seats free, order DECLINED or gone
 *   authorize   payments   money set aside                       void, or refund what was captured after all
 *   capture     payments   money taken                           never: this is the pivot
 *   issue       seats      tickets, order CONFIRMED              never
 *
 * `here` is the one connection to the seats that the seller writes through.
 */
export function stepsOfASale(purchase: Purchase, here: Connection, money: OrderPayments): Steps {
  const { orderId, eventId, seatIds } = purchase;
  const total = async () => seatIds.length * (await priceOf(here, eventId));

  return {
    compensatable: [
      {
        name: 'reserve',
        do: () => reserve(here, purchase),
        async undo(why) {
          await release(here, purchase);
          await endOrder(here, orderId, why);
        },
      },
      {
        name: 'authorize',
        remote: true,
        async do() {
          if (await money.authorize(chargeFor(purchase, await total()))) return;
          throw new NotSold({ status: 'REFUSED', reason: 'PAYMENT_DECLINED' });
        },
        undo: () => money.giveBack(orderId), // a capture that comes after it is refused
      },
    ],
    pivot: {
      name: 'capture',
      remote: true,
      do: () => captureOrRefuse(money, orderId),
      done: () => money.captured(orderId),
    },
    retriable: [{ name: 'issue', do: async () => issue(here, purchase, await total()) }],
  };
}

/** The money was given back just before: nothing is taken, now or later, and all before it is undone. */
async function captureOrRefuse(money: OrderPayments, orderId: string): Promise<void> {
  try {
    await money.capture(orderId);
  } catch (error) {
    throw error instanceof PaymentProblem && error.happened === 'no' ? new Refused('NOTHING_TO_CAPTURE') : error;
  }
}

/**
 * Writes the order into its seats while it is PENDING: the semantic lock. It outlives the transaction, which no row lock does, and
 * keeps others from seats that are neither free nor sold.
 */
async function reserve(tx: Connection, purchase: Purchase): Promise<void> {
  const { orderId, eventId, seatIds } = purchase;
  const answered = await claimOrder(tx, purchase);
  if (answered === 'PENDING') return; // done before: the order and its seats are written together
  if (answered) throw new NotSold(answered);

  const { rows } = await tx.query<{ seat_id: string; order_id: string | null }>(
    'select seat_id, order_id from seat_inventory where event_id = $1 and seat_id = any($2) order by seat_id for update',
    [eventId, seatIds],
  );
  const missing = seatIds.filter(seatId => !rows.some(({ seat_id }) => seat_id === seatId));
  if (missing.length) throw new NotSold({ status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds: missing });
  const taken = rows.filter(({ order_id }) => order_id !== null).map(({ seat_id }) => seat_id);
  if (taken.length) throw new NotSold({ status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: taken });
  await tx.query(
    'update seat_inventory set order_id = $3, version = version + 1 where event_id = $1 and seat_id = any($2)',
    [eventId, seatIds, orderId],
  );
}

/** Once, also where nobody wrote down that it was done. */
async function issue(tx: Connection, purchase: Purchase, totalCents: number): Promise<void> {
  const { rows } = await tx.query('select status from orders where order_id = $1 for update', [purchase.orderId]);
  if (rows[0]!.status === 'PENDING') await confirmOrder(tx, purchase, purchase.seatIds, totalCents);
}

/** Frees the seats that still carry this order, and no others: they may have been sold since. */
async function release(tx: Connection, { orderId, eventId, seatIds }: Purchase): Promise<void> {
  await tx.query(
    `update seat_inventory set order_id = null, version = version + 1
      where event_id = $1 and seat_id = any($2) and order_id = $3`,
    [eventId, seatIds, orderId],
  );
}

/** A declined card is remembered as the answer. Whatever else went wrong, the order never was: it may be tried again. */
export async function endOrder(tx: Connection, orderId: string, why: string): Promise<void> {
  if (why === 'PAYMENT_DECLINED') await declineOrder(tx, orderId);
  else await tx.query('delete from orders where order_id = $1', [orderId]);
}
