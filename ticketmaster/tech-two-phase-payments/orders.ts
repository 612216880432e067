import { createHash } from 'node:crypto';
import type { Connection } from '@ticketmaster/postgres/database';
import type { OrderStatus } from './order-states.ts';

/** A row of `purchase`. */
export interface Order {
  orderId: string;
  eventId: string;
  userId: string;
  seatIds: string[];
  acceptFewer: boolean;
  /** Of each seat, in cents, in the order of `seatIds`. */
  prices: number[];
  currency: string;
  status: OrderStatus;
  endsAs: OrderStatus | null;
  reservedUntil: Date;
  intentId: string | null;
  /** Grows with every change. */
  version: number;
  attempt: number;
  payKey: string | null;
  payMethod: string | null;
  declined: string | null;
  capturedCents: number;
  refundCents: number;
  fault: string | null;
  /** Of the request that has created it, where that is known: its log lines name it, in every process. */
  requestId: string | null;
}

export interface Wish {
  eventId: string;
  userId: string;
  seatIds: string[];
  acceptFewer: boolean;
}

const COLUMNS = `order_id as "orderId", event_id as "eventId", user_id as "userId", seat_ids as "seatIds",
  accept_fewer as "acceptFewer", prices, currency, status, ends_as as "endsAs",
  reserved_until as "reservedUntil", intent_id as "intentId", version, attempt,
  pay_key as "payKey", pay_method as "payMethod", declined, captured_cents as "capturedCents",
  refund_cents as "refundCents", fault, request_id as "requestId"`;

/** What those seats of the order cost. */
export const centsOf = ({ seatIds, prices }: Pick<Order, 'seatIds' | 'prices'>, some: string[]): number =>
  prices.reduce((sum, price, i) => sum + (some.includes(seatIds[i]!) ? price : 0), 0);

export const totalOf = (order: Pick<Order, 'seatIds' | 'prices'>) => centsOf(order, order.seatIds);

/** Writes the order down, RESERVED; undefined where it is there already, or there is no such event. */
export async function insertOrder(
  tx: Connection,
  orderId: string,
  wish: Wish,
  reservedUntil: Date,
  fault: string | null,
): Promise<Order | undefined> {
  const { rows } = await tx.query<Order>(
    `insert into purchase (order_id, event_id, user_id, wish, seat_ids, accept_fewer, prices, currency, status, reserved_until, fault)
     select $1, event_id, $3, $4, $5, $6, array_fill(price_cents, array[cardinality($5::text[])]), 'EUR', 'RESERVED', $7, $8 from event where event_id = $2
         on conflict do nothing
     returning ${COLUMNS}`,
    [orderId, wish.eventId, wish.userId, wishDigest(wish), wish.seatIds, wish.acceptFewer, reservedUntil, fault],
  );
  return rows[0];
}

export async function orderOf(db: Connection, orderId: string): Promise<Order | undefined> {
  const { rows } = await db.query<Order>(`select ${COLUMNS} from purchase where order_id = $1`, [orderId]);
  return rows[0];
}

/** The order that an intent says it is for; undefined where it says nothing, or something of somebody else. */
export async function orderNamedBy(db: Connection, { orderId }: { orderId: string | undefined }) {
  return orderId && isUuid(orderId) ? orderOf(db, orderId) : undefined;
}

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** Keeps all others from the order until the transaction ends. */
export async function lockOrder(tx: Connection, orderId: string): Promise<Order> {
  const { rows } = await tx.query<Order>(`select ${COLUMNS} from purchase where order_id = $1 for update`, [orderId]);
  if (!rows[0]) throw new Error(`order ${orderId} is gone`);
  return rows[0];
}

export async function isSameWish(db: Connection, orderId: string, wish: Wish): Promise<boolean> {
  const { rows } = await db.query('select wish from purchase where order_id = $1', [orderId]);
  return rows[0]?.wish === wishDigest(wish);
}

/** What may change of an order. */
const columns = {
  status: 'status',
  endsAs: 'ends_as',
  seatIds: 'seat_ids',
  prices: 'prices',
  reservedUntil: 'reserved_until',
  intentId: 'intent_id',
  attempt: 'attempt',
  payKey: 'pay_key',
  payMethod: 'pay_method',
  declined: 'declined',
  capturedCents: 'captured_cents',
  refundCents: 'refund_cents',
} as const;
export type Change = Partial<Pick<Order, keyof typeof columns>>;

/**
 * Changes a locked order, and wakes who listens for its status.
 * @message order-changed over notify `order_changed`
 * @field payload the id of the order
 * @word order_changed
 * @says The status of an order has changed: whoever shows it reads it again.
 * @lost Looked up when the connection is there again.
 * @twice A second look shows the same.
 * @sends order-changed
 */
export async function changeOrder(tx: Connection, order: Order, change: Change): Promise<Order> {
  const names = Object.keys(change) as (keyof Change)[];
  const set = names.map((name, i) => `${columns[name]} = $${i + 2}`).join(', ');
  const values = [order.orderId, ...names.map(name => change[name])];
  const wake = change.status ? `returning pg_notify('order_changed', order_id::text)` : '';
  await tx.query(
    `update purchase set ${set}, version = version + 1, changed_at = clock_timestamp() where order_id = $1 ${wake}`,
    values,
  );
  return { ...order, ...change, version: order.version + 1 };
}

/**
 * Orders that have not ended and that nobody has touched since `before`, in the order of their ids, from behind `after`. Held seats that
 * nobody has paid for count once their time is over.
 */
export async function unfinished(db: Connection, now: Date, before: Date, after: string, most: number) {
  const { rows } = await db.query<{ orderId: string }>(
    `select order_id as "orderId" from purchase
      where status not in ('CONFIRMED', 'CANCELLED', 'EXPIRED', 'PAYMENT_FAILED', 'REFUNDED') and order_id > $3
        and changed_at <= $2 and (status <> 'RESERVED' or reserved_until <= $1)
      order by order_id limit $4`,
    [now, before, after, most],
  );
  return rows.map(({ orderId }) => orderId);
}

/** The same for the same wish: another under the same order is a mistake of the client's. */
export const wishDigest = ({ eventId, userId, seatIds, acceptFewer }: Wish) =>
  createHash('sha256')
    .update(JSON.stringify([eventId, userId, [...seatIds].sort(), acceptFewer]))
    .digest('base64url');
