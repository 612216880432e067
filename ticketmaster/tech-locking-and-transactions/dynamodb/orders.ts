import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  Contended,
  type Order,
  type Outcome,
  type Purchase,
  type Ticket,
  wishOf,
} from '@ticketmaster/locking/box-office';
import { eventKey, type Item, N, numberIn, orderKey, paymentKey, S, type Table, textIn, ticketKey } from './table.ts';

/** An order as it is stored. PENDING may still be undone, SOLD is decided and can only be finished: both are at work. */
export interface StoredOrder {
  orderId: string;
  eventId: string;
  userId: string;
  /** A digest of what was asked for: the same order with another wish is a mistake of the client's. */
  wish: string;
  seatIds: string[];
  totalCents: number;
  orderStatus: 'PENDING' | 'SOLD' | 'CONFIRMED' | 'DECLINED';
}

/** The order of a purchase, its seats in the order of their ids. */
export function orderOf(purchase: Purchase, priceCents: number, orderStatus: StoredOrder['orderStatus']): StoredOrder {
  const { orderId, eventId, userId, seatIds } = purchase;
  const sorted = seatIds.toSorted();
  const wish = wishOf(purchase);
  return { orderId, eventId, userId, wish, seatIds: sorted, totalCents: sorted.length * priceCents, orderStatus };
}

export const orderItem = (order: StoredOrder): Item => ({
  ...orderKey(order.orderId),
  orderId: S(order.orderId),
  eventId: S(order.eventId),
  userId: S(order.userId),
  wish: S(order.wish),
  seatIds: { L: order.seatIds.map(S) },
  totalCents: N(order.totalCents),
  orderStatus: S(order.orderStatus),
});

export const orderIn = (item: Item): StoredOrder => ({
  orderId: textIn(item, 'orderId'),
  eventId: textIn(item, 'eventId'),
  userId: textIn(item, 'userId'),
  wish: textIn(item, 'wish'),
  seatIds: item.seatIds!.L!.map(seatId => seatId.S!),
  totalCents: numberIn(item, 'totalCents'),
  orderStatus: textIn(item, 'orderStatus') as StoredOrder['orderStatus'],
});

/** Tickets are named after what they are for: whoever issues them, and however often, they are the same. */
export const ticketsFor = ({ orderId, seatIds }: StoredOrder): Ticket[] =>
  seatIds.map(seatId => ({ ticketId: `${orderId}.${seatId}`, seatId }));

export const ticketItems = (order: StoredOrder): Item[] =>
  ticketsFor(order).map(({ ticketId, seatId }) => ({
    ...ticketKey(order.eventId, order.orderId, seatId),
    ticketId: S(ticketId),
    seatId: S(seatId),
    orderId: S(order.orderId),
  }));

export const paymentItem = ({ eventId, orderId, totalCents }: StoredOrder): Item => ({
  ...paymentKey(eventId, orderId),
  orderId: S(orderId),
  cents: N(totalCents),
});

/** What the buyer is told of an order that has ended. */
export const outcomeOf = (order: StoredOrder): Outcome =>
  order.orderStatus === 'CONFIRMED'
    ? { status: 'CONFIRMED', tickets: ticketsFor(order), totalCents: order.totalCents }
    : { status: 'REFUSED', reason: 'PAYMENT_DECLINED' };

/** What the buyer is told of an order that was there already; Contended while somebody is at work on it. */
export function answerTo(purchase: Purchase, order: StoredOrder): Outcome {
  if (order.wish !== wishOf(purchase)) return { status: 'REFUSED', reason: 'KEY_REUSED' };
  if (order.orderStatus === 'PENDING' || order.orderStatus === 'SOLD') throw new Contended('conflict');
  return outcomeOf(order);
}

export async function storedOrder({ dynamodb, name }: Table, orderId: string): Promise<Item | undefined> {
  const get = new GetItemCommand({ TableName: name, Key: orderKey(orderId), ConsistentRead: true });
  return (await dynamodb.send(get)).Item;
}

/** The order as the port shows it, with the tickets that were issued for it. */
export async function shownOrder(table: Table, orderId: string): Promise<Order | undefined> {
  const item = await storedOrder(table, orderId);
  if (!item) return undefined;
  const { wish: _, orderStatus, ...order } = orderIn(item);
  const { Items = [] } = await table.dynamodb.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :event and begins_with(sk, :tickets)',
      ExpressionAttributeValues: { ':event': eventKey(order.eventId).pk, ':tickets': S(`TICKET#${orderId}#`) },
      ConsistentRead: true,
    }),
  );
  const tickets = Items.map(ticket => ({ ticketId: textIn(ticket, 'ticketId'), seatId: textIn(ticket, 'seatId') }));
  return { ...order, status: orderStatus === 'SOLD' ? 'PENDING' : orderStatus, tickets };
}
