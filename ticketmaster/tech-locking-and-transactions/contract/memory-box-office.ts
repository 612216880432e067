import { auditOf } from './audit.ts';
import {
  type BoxOffice,
  cardIsGood,
  type OpenBoxOffice,
  type Order,
  type Outcome,
  type Sell,
  type Ticket,
  wishOf,
} from './box-office.ts';

interface Event {
  priceCents: number;
  seats: Map<string, string | null>;
  tickets: (Ticket & { orderId: string })[];
  captures: { orderId: string; cents: number }[];
}

/** What a disk would hold, and a lock; the parts that a test may break. */
export interface MemoryParts {
  events: Map<string, Event>;
  orders: Map<string, Order & { wish: string }>;
  /** One purchase of an event at a time. */
  locked<T>(eventId: string, work: () => Promise<T>): Promise<T>;
}

export function memoryParts(): MemoryParts {
  const turns = new Map<string, Promise<unknown>>();
  return {
    events: new Map(),
    orders: new Map(),
    locked(eventId, work) {
      const turn = (turns.get(eventId) ?? Promise.resolve()).then(work, work);
      turns.set(eventId, turn);
      return turn;
    },
  };
}

/** The reference box office: what the promises mean, in maps that outlive it. Its steps can be left half done, and recovered. */
export function memoryBoxOffice({ events, orders, locked }: MemoryParts = memoryParts()): OpenBoxOffice {
  const sell: Sell = (purchase, reached) =>
    locked(purchase.eventId, async (): Promise<Outcome> => {
      const { orderId, eventId, userId, seatIds, paymentToken } = purchase;
      const event = events.get(eventId)!;
      const known = orders.get(orderId);
      if (known)
        return known.wish === wishOf(purchase) ? outcomeOf(known) : { status: 'REFUSED', reason: 'KEY_REUSED' };
      const missing = seatIds.filter(seatId => !event.seats.has(seatId));
      if (missing.length) return { status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds: missing };
      const taken = seatIds.filter(seatId => event.seats.get(seatId));
      await reached('looked');
      if (taken.length) return { status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: taken };

      const totalCents = seatIds.length * event.priceCents;
      const order = { orderId, eventId, userId, seatIds, tickets: [], totalCents, wish: wishOf(purchase) };
      orders.set(orderId, { ...order, status: 'PENDING' });
      for (const seatId of seatIds) event.seats.set(seatId, orderId);
      await reached('seats taken');
      if (!cardIsGood(paymentToken)) {
        for (const seatId of seatIds) event.seats.set(seatId, null);
        orders.set(orderId, { ...order, status: 'DECLINED' });
        return { status: 'REFUSED', reason: 'PAYMENT_DECLINED' };
      }
      event.captures.push({ orderId, cents: totalCents });
      await reached('money taken');
      const tickets = seatIds.map(seatId => ({ ticketId: crypto.randomUUID(), seatId }));
      event.tickets.push(...tickets.map(ticket => ({ ...ticket, orderId })));
      orders.set(orderId, { ...order, status: 'CONFIRMED', tickets });
      return outcomeOf(orders.get(orderId)!);
    });

  return async (): Promise<BoxOffice> => ({
    ways: { memory: sell },

    async putOnSale(eventId, seatIds, priceCents) {
      if (events.has(eventId)) return false;
      events.set(eventId, { priceCents, seats: new Map(seatIds.map(id => [id, null])), tickets: [], captures: [] });
      return true;
    },

    async seats(eventId) {
      const event = events.get(eventId);
      return event && [...event.seats].map(([seatId, owner]) => ({ seatId, status: owner ? 'SOLD' : 'AVAILABLE' }));
    },

    order: async orderId => orders.get(orderId),

    async audit(eventId) {
      const event = events.get(eventId);
      if (!event) return undefined;
      const seats = [...event.seats].map(([seatId, orderId]) => ({ seatId, orderId }));
      const open = [...orders.values()].filter(order => order.eventId === eventId && order.status === 'PENDING');
      return auditOf({ ...event, seats, open: open.length });
    },

    /** Undoes what nobody is at work on: whoever is, has the lock. */
    async recover() {
      let undone = 0;
      for (const [eventId, event] of events) {
        await locked(eventId, async () => {
          for (const order of orders.values()) {
            if (order.eventId !== eventId || order.status !== 'PENDING') continue;
            for (const seatId of order.seatIds)
              if (event.seats.get(seatId) === order.orderId) event.seats.set(seatId, null);
            event.captures = event.captures.filter(({ orderId }) => orderId !== order.orderId);
            orders.delete(order.orderId);
            undone++;
          }
        });
      }
      return undone;
    },

    close: async () => {},
  });
}

function outcomeOf({ status, tickets, totalCents }: Order): Outcome {
  if (status === 'CONFIRMED') return { status, tickets, totalCents };
  return { status: 'REFUSED', reason: 'PAYMENT_DECLINED' };
}
