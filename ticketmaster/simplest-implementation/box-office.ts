import { randomUUIDv7 } from 'node:crypto';
import type { Connection } from '@ticketmaster/postgres/database';
import { cardOf, type PaymentProvider } from './payment-provider.ts';

export interface Order {
  orderId: string;
  userId: string;
  eventId: string;
  seatIds: string[];
  status: 'RESERVED' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED';
  /** ISO 8601, UTC: until then the seats are held. */
  expiresAt: string;
  totalCents: number;
  currency: string;
}

export interface Ticket {
  ticketId: string;
  seatId: string;
}

export interface NewOrder {
  eventId: string;
  userId: string;
  seatIds: string[];
}

export type Reserved =
  | { outcome: 'RESERVED'; order: Order }
  | { outcome: 'SEAT_TAKEN' | 'NO_SUCH_SEAT'; seats: string[] }
  | { outcome: 'NO_SUCH_EVENT' | 'KEY_REUSED' };

export type Paid =
  | { outcome: 'CONFIRMED' | 'DECLINED'; order: Order; tickets: Ticket[] }
  | { outcome: 'PAYMENT_TIMED_OUT' | 'KEY_REUSED' | 'NO_SUCH_ORDER' | 'ALREADY_PAID' | 'CANCELLED' | 'EXPIRED' };

export type Cancelled = 'CANCELLED' | 'ALREADY_PAID' | 'NO_SUCH_ORDER';

/**
 * Sells seats. Promises, each checked by box-office.test.ts on a real PostgreSQL:
 *   oneBuyer       a seat is held for or sold to one order at a time, however many ask at the same instant
 *   allOrNothing   an order gets every seat it named or none
 *   paidIffSold    money is taken exactly for the orders whose tickets were issued
 *   sameAnswer     the same idempotency key gives the same answer and does nothing more, also at the same instant
 *   freeAtOnce     a hold that expired is free at that moment, and a late payment takes nobody's seat
 */
export interface BoxOffice {
  reserve(key: string, wanted: NewOrder): Promise<Reserved>;
  pay(key: string, orderId: string, paymentToken: string): Promise<Paid>;
  order(orderId: string): Promise<{ order: Order; tickets: Ticket[] } | undefined>;
  cancel(orderId: string): Promise<Cancelled>;
}

export function boxOffice(db: Connection, provider: PaymentProvider, holdMs: number, now: () => Date): BoxOffice {
  return {
    async reserve(key, { eventId, userId, seatIds }) {
      const wanted = seatIds.toSorted();
      const at = now();
      const { rows } = await db.query<{ answer: ReserveAnswer }>(
        'select reserve($1, $2, $3, $4, $5, $6, $7) as answer',
        [key, randomUUIDv7(), userId, eventId, wanted, at, new Date(at.getTime() + holdMs)],
      );
      const { answer } = rows[0]!;
      if (!('order' in answer)) return answer;
      // The answer of that moment, also when it is repeated later: what became of the order since, GET tells.
      const order = asOrder({ ...answer.order, status: 'RESERVED' });
      const same = order.eventId === eventId && order.userId === userId && `${order.seatIds}` === `${wanted}`;
      return same ? { outcome: 'RESERVED', order } : { outcome: 'KEY_REUSED' };
    },

    async pay(key, orderId, paymentToken) {
      const decision = await provider.decide(paymentToken);
      if (decision === 'TIMED_OUT') return { outcome: 'PAYMENT_TIMED_OUT' };
      const { rows } = await db.query<{ answer: PayAnswer }>('select pay($1, $2, $3, $4, $5) as answer', [
        ...[key, orderId, cardOf(paymentToken), decision === 'APPROVED', now()],
      ]);
      const { answer } = rows[0]!;
      return 'order' in answer ? { ...answer, order: asOrder(answer.order, now()) } : answer;
    },

    async order(orderId) {
      const { rows } = await db.query<{ order: OrderRow; tickets: Ticket[] }>(
        'select to_jsonb(orders) as order, tickets_of(order_id) as tickets from orders where order_id = $1',
        [orderId],
      );
      return rows[0] && { order: asOrder(rows[0].order, now()), tickets: rows[0].tickets };
    },

    async cancel(orderId) {
      const { rows } = await db.query<{ answer: Cancelled }>('select cancel($1) as answer', [orderId]);
      return rows[0]!.answer;
    },
  };
}

interface OrderRow {
  order_id: string;
  user_id: string;
  event_id: string;
  seat_ids: string[];
  status: 'RESERVED' | 'CONFIRMED' | 'CANCELLED';
  expires_at: string;
  total_cents: number;
  currency: string;
}

type ReserveAnswer = { outcome: 'RESERVED' | 'REPEATED'; order: OrderRow } | Exclude<Reserved, { outcome: 'RESERVED' }>;
type PayAnswer =
  | { outcome: 'CONFIRMED' | 'DECLINED'; order: OrderRow; tickets: Ticket[] }
  | Exclude<Paid, { order: Order }>;

/** The order as it stands at `at`: a reservation whose time has passed is EXPIRED, without anybody having written that. */
export function asOrder(row: OrderRow, at?: Date): Order {
  const expiresAt = new Date(row.expires_at);
  const expired = row.status === 'RESERVED' && at !== undefined && expiresAt <= at;
  return {
    orderId: row.order_id,
    userId: row.user_id,
    eventId: row.event_id,
    seatIds: row.seat_ids,
    status: expired ? 'EXPIRED' : row.status,
    expiresAt: expiresAt.toISOString(),
    totalCents: row.total_cents,
    currency: row.currency,
  };
}
