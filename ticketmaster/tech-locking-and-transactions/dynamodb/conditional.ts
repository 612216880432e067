import { Contended, cardIsGood, type Outcome, type Purchase, type Sell } from '@ticketmaster/locking/box-office';
import { retrying } from '@ticketmaster/locking/retrying';
import { type Event, eventOf, look, noSuchSeat, type Seat } from './events.ts';
import { orderLog, type PendingOrder, pendingIn } from './order-log.ts';
import { answerTo, orderIn, orderOf, storedOrder } from './orders.ts';
import { type Lease, recovery } from './recovery.ts';
import { releaseSeat, takeSeat } from './seat-locks.ts';
import type { Table } from './table.ts';

/**
 * One conditional write after the other, each of a single item: the order as PENDING, its seats in the order of their ids, the decision,
 * the money, the tickets, and the order as CONFIRMED. Nothing holds them together but the order, which says at each moment how to
 * undo or finish them. Up to the decision others can be refused for seats that are given back.
 *
 * It looks first, so who comes too late costs reads alone, and no seat is waited for: the version decides.
 */
export function conditional(table: Table, lease: Lease): Sell {
  const log = orderLog(table);
  const { undo, finish, settle } = recovery(table, lease);

  async function sell(purchase: Purchase, reached: Parameters<Sell>[1]): Promise<Outcome> {
    const event = await eventOf(table, purchase.eventId);
    const looked = event && (await look(table, event, purchase));
    if (!looked || 'refused' in looked) {
      const known = await storedOrder(table, purchase.orderId);
      if (known) return answerTo(purchase, orderIn(known));
      return looked ? looked.refused : noSuchSeat(purchase.seatIds);
    }
    await reached('looked');

    const order = pending(purchase, event, looked.seats);
    const there = await log.claim(order);
    if (there) {
      const other = pendingIn(there);
      if (other && other.leaseUntil <= lease.now()) await settle(other);
      return answerTo(purchase, orderIn(there));
    }
    await reached('order written');

    for (const nth of order.seatIds.keys()) {
      if (!(await takeSeat(table, order, nth))) {
        await undo(order, nth);
        throw new Contended('conflict'); // the next look will tell who has it
      }
      await reached(`seat ${nth + 1} taken`);
    }
    if (!cardIsGood(purchase.paymentToken)) {
      for (const nth of order.seatIds.keys()) await releaseSeat(table, order, nth);
      await log.decline(order);
      return { status: 'REFUSED', reason: 'PAYMENT_DECLINED' };
    }
    await log.decide(order);
    await reached('sold');
    return finish(order, reached);
  }

  const pending = (purchase: Purchase, event: Event, seats: Seat[]): PendingOrder => ({
    ...orderOf(purchase, event.priceCents, 'PENDING'),
    holder: crypto.randomUUID(),
    leaseUntil: lease.now() + lease.leaseMs,
    seatMap: event.seatMap,
    versions: seats.map(({ version }) => version),
  });

  return retrying(sell);
}
