import { auditOf, type Stored } from '@ticketmaster/locking/audit';
import {
  type Audit,
  type Order,
  type Outcome,
  type Purchase,
  type SeatShown,
  type Ticket,
  wishOf,
} from '@ticketmaster/locking/box-office';
import type { Connection } from '@ticketmaster/postgres/database';
import type { EventPayments } from './payments.ts';

/**
 * Writes the order down as PENDING. Answers undefined to who did so first: go on. Everybody else waits for that transaction to end,
 * and is answered what became of the order; 'PENDING' where it was committed so and has not been decided.
 */
export async function claimOrder(tx: Connection, purchase: Purchase): Promise<Outcome | 'PENDING' | undefined> {
  const { orderId, eventId, userId, seatIds } = purchase;
  const { rowCount } = await tx.query(
    `insert into orders (order_id, event_id, user_id, wish, seat_ids, status)
     select $1, event_id, $3, $4, $5, 'PENDING' from event where event_id = $2
         on conflict do nothing`,
    [orderId, eventId, userId, wishOf(purchase), seatIds],
  );
  if (rowCount === 1) return undefined;
  const known = async (where: string, values: string[]) =>
    (await tx.query(`select wish, status from orders where order_id = $1 ${where}`, values)).rows[0];
  const order = (await known('and event_id = $2', [orderId, eventId])) ?? (await known('', [orderId]));
  if (!order) return { status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds }; // nor such an event
  if (order.wish !== wishOf(purchase)) return { status: 'REFUSED', reason: 'KEY_REUSED' };
  if (order.status === 'PENDING') return 'PENDING';
  if (order.status === 'DECLINED') return { status: 'REFUSED', reason: 'PAYMENT_DECLINED' };
  const { tickets, totalCents } = (await orderOf(tx, orderId, eventId))!;
  return { status: 'CONFIRMED', tickets, totalCents };
}

/** Which of the seats do not exist. */
export async function missingSeats(tx: Connection, { eventId, seatIds }: Purchase): Promise<string[]> {
  const { rows } = await tx.query<{ seat_id: string }>(
    'select seat_id from seat_inventory where event_id = $1 and seat_id = any($2)',
    [eventId, seatIds],
  );
  const there = new Set(rows.map(({ seat_id }) => seat_id));
  return seatIds.filter(seatId => !there.has(seatId));
}

export const priceOf = async (tx: Connection, eventId: string): Promise<number> =>
  (await tx.query('select price_cents from event where event_id = $1', [eventId])).rows[0]!.price_cents;

/** Issues a ticket for each seat and confirms the order. */
export async function confirmOrder(
  tx: Connection,
  { orderId, eventId }: Pick<Purchase, 'orderId' | 'eventId'>,
  seatIds: string[],
  totalCents: number,
): Promise<Outcome> {
  const { rows } = await tx.query<Ticket>(
    `insert into ticket (event_id, seat_id, order_id) select $1, unnest($2::text[]), $3
     returning ticket_id as "ticketId", seat_id as "seatId"`,
    [eventId, seatIds, orderId],
  );
  await tx.query(
    `update orders set status = 'CONFIRMED', seat_ids = $2, total_cents = $3 where order_id = $1 and event_id = $4`,
    [orderId, seatIds, totalCents, eventId],
  );
  return { status: 'CONFIRMED', tickets: rows.sort(bySeat), totalCents };
}

/** Remembers that the card was declined. Who names the event has only its partition looked into, where there are any. */
export async function declineOrder(tx: Connection, orderId: string, eventId?: string): Promise<Outcome> {
  const [ofEvent, its] = eventId === undefined ? ['', []] : ['and event_id = $2', [eventId]];
  await tx.query(`update orders set status = 'DECLINED' where order_id = $1 ${ofEvent}`, [orderId, ...its]);
  return { status: 'REFUSED', reason: 'PAYMENT_DECLINED' };
}

/** Reading and opening the books: the same for every way. */
export function seatStore(db: Connection) {
  return {
    async putOnSale(eventId: string, seatIds: string[], priceCents: number): Promise<boolean> {
      const { rowCount } = await db.query(
        `with opened as (insert into event values ($1, $2) on conflict do nothing returning event_id)
         insert into seat_inventory (event_id, seat_id, section, place)
         select event_id, seat_id, split_part(seat_id, '-', 1),
                split_part(seat_id, '-', 2)::int * 100 + split_part(seat_id, '-', 3)::int
           from opened, unnest($3::text[]) as seat_id`,
        [eventId, priceCents, seatIds],
      );
      return rowCount! > 0;
    },

    async seats(eventId: string): Promise<SeatShown[] | undefined> {
      const { rows } = await db.query<SeatShown>(
        `select seat_id as "seatId", case when order_id is null then 'AVAILABLE' else 'SOLD' end as status
           from seat_inventory where event_id = $1 order by seat_id`,
        [eventId],
      );
      return rows.length ? rows : undefined;
    },

    order: (orderId: string) => orderOf(db, orderId),

    async forget(before: Date): Promise<number> {
      const { rowCount } = await db.query(`delete from orders where status = 'DECLINED' and created_at < $1`, [before]);
      return rowCount!;
    },

    /** Compares the books with the money's; undefined for an event that is not on sale. what `inDoubt` counts is open as well. */
    async auditWith(money: EventPayments, eventId: string, inDoubt = async () => 0): Promise<Audit | undefined> {
      const { rows } = await db.query<Omit<Stored, 'captures'>>(
        `select price_cents as "priceCents",
                (select json_agg(json_build_object('seatId', seat_id, 'orderId', order_id)) from seat_inventory where event_id = $1) as seats,
                coalesce((select json_agg(json_build_object('ticketId', ticket_id, 'seatId', seat_id, 'orderId', order_id))
                            from ticket where event_id = $1), '[]') as tickets,
                (select count(*)::int from orders where event_id = $1 and status = 'PENDING') as open
           from event where event_id = $1`,
        [eventId],
      );
      if (!rows[0]) return undefined;
      const open = rows[0].open + (await inDoubt()) + (await money.setAside(eventId));
      return auditOf({ ...rows[0], captures: await money.captures(eventId), open });
    },
  };
}

async function orderOf(db: Connection, orderId: string, eventId?: string): Promise<Order | undefined> {
  const [ofEvent, its] = eventId === undefined ? ['', []] : ['and event_id = $2', [eventId]];
  const { rows } = await db.query<Order>(
    `select order_id as "orderId", event_id as "eventId", user_id as "userId", status, seat_ids as "seatIds",
            total_cents as "totalCents",
            coalesce((select json_agg(json_build_object('ticketId', ticket_id, 'seatId', seat_id) order by seat_id)
                        from ticket where ticket.event_id = orders.event_id and ticket.order_id = orders.order_id), '[]') as tickets
       from orders where order_id = $1 ${ofEvent}`,
    [orderId, ...its],
  );
  return rows[0];
}

const bySeat = (a: Ticket, b: Ticket) => (a.seatId < b.seatId ? -1 : 1);
