import { keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import type { SeatInventory } from '@ticketmaster/locking-store/seat-inventory';
import type { Database } from '@ticketmaster/postgres/database';
import { type Intent, Unknown } from './client.ts';
import type { PaymentFlow, Reached } from './flow.ts';
import { isFinal } from './order-states.ts';
import { changeOrder, insertOrder, isSameWish, lockOrder, type Order, orderOf, type Wish } from './orders.ts';
import type { Phases } from './phases.ts';

export interface SaleParts {
  db: Database;
  inventory: SeatInventory;
  flow: PaymentFlow;
  phases: Phases;
  holdMs: number;
  now?: () => Date;
  reached?: Reached;
}

/** What a buyer may do. Each answers the order as it is then; `undecided` where the provider does not say what became of the money. */
export function sale({ db, inventory, flow, phases, holdMs, now = () => new Date(), reached = () => {} }: SaleParts) {
  /** As far as it can go now. The provider's silence is no failure: somebody goes on later, and the buyer is told so. */
  async function goOn(orderId: string, known?: Intent): Promise<{ order: Order; undecided: boolean }> {
    try {
      return { order: await flow.advance(orderId, known), undecided: false };
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      return { order: (await orderOf(db, orderId))!, undecided: true };
    }
  }

  async function mine(orderId: string, userId: string): Promise<Order> {
    const order = await orderOf(db, orderId);
    if (order?.userId !== userId) throw notFound(`order ${orderId}`);
    return order;
  }

  return {
    mine,

    /** Holds the seats, all or none, and asks for an intent. The same order again is the same order. */
    async place(orderId: string, wish: Wish, fault: string | null) {
      const reservedUntil = new Date(now().getTime() + holdMs);
      await db.transaction(async tx => {
        const order = await insertOrder(tx, orderId, wish, reservedUntil, fault);
        if (!order) {
          if (await isSameWish(tx, orderId, wish)) return;
          throw (await orderOf(tx, orderId)) ? keyReused() : notFound(`event ${wish.eventId}`);
        }
        const held = await inventory.hold(tx, order, reservedUntil);
        if (held.status === 'REFUSED') throw seatsLost(held.reason, held.seatIds);
        await reached('commit order');
      });
      await reached('committed order');
      return goOn(orderId);
    },

    /** Asks the card. The same key and method again, also after a lost answer, is the same attempt; after a decline another key is another. */
    async confirm(orderId: string, userId: string, key: string, method: string) {
      const order = await mine(orderId, userId);
      let asks = false;
      const lost = await db.transaction(async tx => {
        const locked = await lockOrder(tx, orderId);
        if (locked.payKey === key && locked.payMethod !== method) throw keyReused();
        if (locked.payKey === key) return undefined; // the same attempt: what became of it is told below
        if (locked.status !== 'RESERVED') throw notNow(locked, 'confirmed');
        const reservedUntil = new Date(Math.max(locked.reservedUntil.getTime(), now().getTime() + PAYING_MS));
        const held = await inventory.hold(tx, locked, reservedUntil);
        if (held.status === 'REFUSED' && !locked.acceptFewer) return held.seatIds;
        await changeOrder(tx, locked, {
          status: 'AUTHORIZING',
          payKey: key,
          payMethod: method,
          reservedUntil,
          declined: null,
        });
        asks = true;
        return undefined;
      });
      if (lost) {
        await phases.endUnsold(orderId, 'EXPIRED', ['RESERVED']);
        await goOn(orderId);
        throw seatsLost('SEAT_TAKEN', lost);
      }
      return goOn(orderId, asks && order.intentId ? justCreated(order) : undefined);
    },

    /** Ends the order, whatever it has reached: what is set aside or taken goes back. */
    async cancel(orderId: string, userId: string) {
      const order = await mine(orderId, userId);
      const ends = await phases.endUnsold(orderId, 'CANCELLED', ['RESERVED', 'AUTHORIZING', 'AUTHORIZED', 'ISSUED']);
      if (!ends && order.status === 'CONFIRMED') await phases.giveBack(orderId);
      return goOn(orderId);
    },

    /** Gives tickets back, all unless seats are named, for their money. */
    async refund(orderId: string, userId: string, seatIds?: string[]) {
      const before = await mine(orderId, userId);
      if (!isFinal(before.status)) await goOn(orderId); // perhaps it is about to be confirmed
      const not = await phases.giveBack(orderId, seatIds);
      const { order, undecided } = await goOn(orderId);
      if (not?.length)
        throw new Problem(409, 'not-a-ticket', `${not}: no valid ticket of this order`, { seatIds: not });
      if (not === undefined && order.status !== 'REFUNDED' && order.status !== 'REFUNDING')
        throw notNow(order, 'refunded');
      return { order, undecided };
    },
  };
}

export type Sale = ReturnType<typeof sale>;

/** A hold lasts at least as long as the card may be asked. */
const PAYING_MS = 15_000;

/** What the provider would tell of an order whose card was not asked yet; where it is wrong, the answer to the next call says so. */
const justCreated = ({ intentId, orderId }: Order): Intent => ({
  ...{ id: intentId!, orderId, status: 'requires_payment_method', amount: 0, received: 0, refunded: 0 },
  createdAt: new Date(),
});

const seatsLost = (reason: 'SEAT_TAKEN' | 'NO_SUCH_SEAT', seatIds: string[]) =>
  reason === 'SEAT_TAKEN'
    ? new Problem(409, 'seat-taken', `taken: ${seatIds.join(', ')}`, { seatIds })
    : new Problem(404, 'no-such-seat', `no such seat: ${seatIds.join(', ')}`, { seatIds });

const notNow = ({ status }: Order, what: string) =>
  new Problem(
    409,
    'order-state',
    `the order is ${status}: it cannot be ${what} ${isFinal(status) ? 'any more' : 'now'}`,
    {
      orderStatus: status,
      retryable: !isFinal(status),
    },
  );
