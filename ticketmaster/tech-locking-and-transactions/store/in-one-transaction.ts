import type { Checkpoint, Outcome, Purchase, Sell } from '@ticketmaster/locking/box-office';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { chargeFor, payments } from './payments.ts';
import { claimOrder, confirmOrder, declineOrder, missingSeats, priceOf } from './seats.ts';

export const SEATS = `select seat_id, version, order_id from seat_inventory where event_id = $1 and seat_id = any($2)`;

/** What a way has to say: how it makes sure that the seats are nobody's, and how it makes them the buyer's. */
export interface Seats {
  /** Before anything else. What it throws rolls all back. */
  enter?(tx: Connection, purchase: Purchase): Promise<void>;
  /** Answers the seats it may take; or who was faster. It may wait for others here. */
  find(tx: Connection, purchase: Purchase): Promise<{ free: Found[] } | { taken: string[] }>;
  /** Writes them down as sold; answers those that somebody else has after all. */
  take(tx: Connection, purchase: Purchase, found: Found[]): Promise<string[]>;
  isolation?: 'repeatable read' | 'serializable';
}

export interface Found {
  seatId: string;
  version: number;
}

/** Rolls back what was done, and is the answer. */
class Refused extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('refused: nothing is written');
    this.outcome = outcome;
  }
}

/**
 * Order, seats, money and tickets in one transaction of one database: all of it is there at the commit, or none of it. So there is
 * nothing to recover, whatever crashes. What differs between the ways is only how they keep others from the seats meanwhile.
 *
 * The order is written first. That row is the lock against a double click: the second insert of it waits for the first to commit. It stands in
 * for `select … for update` of the order, which could lock nothing: before the first insert there is no row, and whoever has inserted it has it
 * locked until the commit.
 */
export function sellInOneTransaction(db: Database, seats: Seats): Sell {
  const sell = sellTogether(db, seats);
  return async (purchase, reached) => (await sell([purchase], reached))[0]!;
}

/** Several orders in one transaction: all are sold, or the one that is refused is the only answer. */
export function sellTogether(db: Database, seats: Seats): (all: Purchase[], reached: Checkpoint) => Promise<Outcome[]> {
  return (all, reached) =>
    db
      .transaction(async tx => {
        const outcomes: Outcome[] = [];
        for (const purchase of all) outcomes.push(await sell(tx, seats, purchase, reached));
        const refused = outcomes.find(({ status }) => status === 'REFUSED');
        if (refused && outcomes.some(({ status }) => status === 'CONFIRMED')) throw new Refused(refused);
        return outcomes;
      }, seats.isolation)
      .catch((error: unknown) => {
        if (error instanceof Refused) return [error.outcome];
        throw error;
      });
}

async function sell(tx: Connection, { enter, find, take }: Seats, purchase: Purchase, reached: Checkpoint) {
  await enter?.(tx, purchase);
  const answered = await claimOrder(tx, purchase);
  if (answered === 'PENDING') throw new Error('a transaction left an order undecided'); // it cannot
  if (answered) return answered;
  const missing = await missingSeats(tx, purchase);
  if (missing.length) throw new Refused({ status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds: missing });
  await reached('order written');

  const seats = await find(tx, purchase);
  if ('taken' in seats) throw new Refused({ status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: seats.taken });
  await reached('seats found');

  const seatIds = seats.free.map(({ seatId }) => seatId);
  const money = payments(tx, purchase.eventId);
  const totalCents = seatIds.length * (await priceOf(tx, purchase.eventId));
  const payment = await money.authorize(purchase.orderId, chargeFor(purchase, totalCents));
  if (payment.status === 'DECLINED') return declineOrder(tx, purchase.orderId, purchase.eventId);
  const lost = await take(tx, purchase, seats.free);
  if (lost.length) throw new Refused({ status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: lost });
  await reached('seats taken');
  await money.capture(`${purchase.orderId}/capture`, payment.paymentId);
  const confirmed = await confirmOrder(tx, purchase, seatIds, totalCents);
  await reached('tickets issued');
  return confirmed;
}

/**
 * Locks the rows, then decides: whoever comes second waits, and then sees the decision. Rows are locked in the order of their ids, so
 * two orders for A+B and B+A queue instead of waiting for each other.
 */
export const pessimistic: Seats = {
  async find(tx, { eventId, seatIds }) {
    const { rows } = await tx.query<Row>(`${SEATS} order by seat_id for update`, [eventId, seatIds]);
    return sorted(rows);
  },
  take: takeSeats,
};

/** Makes seats the buyer's, whatever they were before: for those who hold a lock on them. */
export async function takeSeats(tx: Connection, { orderId, eventId }: Purchase, found: Found[]): Promise<string[]> {
  await tx.query(
    'update seat_inventory set order_id = $3, version = version + 1 where event_id = $1 and seat_id = any($2)',
    [eventId, found.map(({ seatId }) => seatId), orderId],
  );
  return [];
}

export interface Row {
  seat_id: string;
  version: number;
  order_id: string | null;
}

/** The rows, sorted into what is free and who was faster. */
export function sorted(rows: Row[]): { free: Found[] } | { taken: string[] } {
  const taken = rows.filter(({ order_id }) => order_id !== null).map(({ seat_id }) => seat_id);
  return taken.length ? { taken } : { free: rows.map(({ seat_id, version }) => ({ seatId: seat_id, version })) };
}
