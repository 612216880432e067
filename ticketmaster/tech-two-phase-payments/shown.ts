import type { Connection } from '@ticketmaster/postgres/database';
import type { OrderStatus } from './order-states.ts';
import { type Order, totalOf } from './orders.ts';

/**
 * An order as its buyer sees it. A ticket opens the door while it is VALID.
 * @message order over sse `GET /api/orders/{orderId}/stream`
 * @word 'order'
 * @lost Nothing: the next has all, and who comes again is shown the order as it is.
 */
export interface ShownOrder {
  orderId: string;
  eventId: string;
  status: OrderStatus;
  seatIds: string[];
  totalCents: number;
  currency: string;
  capturedCents: number;
  refundedCents: number;
  /** Why the last card was declined. */
  declined: string | null;
  reservedUntil: string;
  tickets: { ticketId: string; seatId: string; status: 'ISSUED' | 'VALID' | 'VOID' }[];
}

export async function shownOrder(db: Connection, order: Order): Promise<ShownOrder> {
  const { rows } = await db.query<ShownOrder['tickets'][number]>(
    `select ticket_id as "ticketId", seat_id as "seatId", status from ticket where order_id = $1 order by seat_id, ticket_id`,
    [order.orderId],
  );
  const { orderId, eventId, status, seatIds, currency, capturedCents, refundCents, declined, reservedUntil } = order;
  return {
    ...{ orderId, eventId, status, seatIds, totalCents: totalOf(order), currency, capturedCents },
    refundedCents: status === 'REFUNDING' ? 0 : refundCents, // on its way is not there
    ...{ declined, reservedUntil: reservedUntil.toISOString(), tickets: rows },
  };
}
