import type { Connection } from '@ticketmaster/postgres/database';
import { isFinal, isUnsold, type OrderStatus } from './order-states.ts';

/** A movement of money in the provider's own books. */
export interface Movement {
  intentId: string;
  orderId: string | null;
  kind: 'authorized' | 'captured' | 'released' | 'refunded';
  cents: number;
}

export interface Kept {
  orderId: string;
  status: OrderStatus;
  totalCents: number;
  /** Of tickets that open the door. */
  validCents: number;
  /** Tickets that are issued or valid, and seats that are SOLD to it. */
  tickets: number;
  sold: number;
  /** Tickets that were ever issued for it. */
  issued: number;
  /** Messages that told the buyer of the sale. */
  told: number;
}

/** One difference between the books, as a sentence. */
export type Finding = string;

/**
 * Compares our orders with the provider's ledger, to the cent. Where nothing is on its way any more these hold for every order:
 *   I1   at most one capture, of no more than the total
 *   I2   the tickets that are valid cost what was captured less what was refunded
 *   I2   nothing was captured for which no ticket had been issued
 *   I3   nothing is set aside that nobody will take
 *   I4   an order's status says how its money stands
 *   I5   every movement of money belongs to an order of ours
 *   I6   a seat is sold to the order that has a ticket for it
 *   I9   a buyer was told once of a sale, and of none that was not
 *   I10  no more was refunded than captured
 */
export function auditOf(orders: Kept[], movements: Movement[]): Finding[] {
  const known = new Map(orders.map(order => [order.orderId, order]));
  const byOrder = Map.groupBy(movements, ({ orderId }) => orderId ?? '');
  const strangers = [...byOrder.keys()].filter(orderId => !known.has(orderId));
  return [
    ...strangers.map(orderId => `I5 money moved for order ${orderId}, which is not ours`),
    ...orders.flatMap(order => findingsOf(order, byOrder.get(order.orderId) ?? [])),
  ];
}

function findingsOf(order: Kept, movements: Movement[]): Finding[] {
  const of = (kind: Movement['kind']) => movements.filter(movement => movement.kind === kind);
  const sum = (kind: Movement['kind']) => of(kind).reduce((total, { cents }) => total + cents, 0);
  const [authorized, captured, released, refunded] = [
    sum('authorized'),
    sum('captured'),
    sum('released'),
    sum('refunded'),
  ];
  const kept = captured - refunded;
  const { status, validCents, tickets, issued, sold, told, totalCents } = order;
  const wrong: [boolean, string][] = [
    [
      of('captured').length > 1 || captured > totalCents,
      `I1 captured ${of('captured').length} times, ${captured} cents`,
    ],
    [validCents !== kept, `I2 valid tickets of ${validCents} cents for ${kept} kept`],
    [captured > 0 && issued === 0, `I2 captured ${captured} cents before any ticket was issued`],
    [authorized !== captured + released, `I3 ${authorized - captured - released} cents are set aside and forgotten`],
    [!isFinal(status) && status !== 'RESERVED', 'I4 it has not ended'],
    [status === 'CONFIRMED' && kept <= 0, 'I4 confirmed without money'],
    [status !== 'CONFIRMED' && kept !== 0, `I4 ${kept} cents are kept`],
    [sold !== tickets, `I6 ${sold} seats are sold, and ${tickets} have tickets`],
    [told > 1 || (status === 'CONFIRMED' && told < 1) || (isUnsold(status) && told > 0), `I9 told ${told} times`],
    [refunded > captured, `I10 refunded ${refunded} of ${captured}`],
  ];
  return wrong.flatMap(([isWrong, what]) => (isWrong ? [`${what}: order ${order.orderId} is ${status}`] : []));
}

/** Our half of the comparison. */
export async function keptOrders(db: Connection, eventId?: string): Promise<Kept[]> {
  const { rows } = await db.query<Kept>(
    `select o.order_id as "orderId", o.status,
            cents_of(o.prices) as "totalCents",
            coalesce(sum(o.prices[array_position(o.seat_ids, t.seat_id)]) filter (where t.status = 'VALID'), 0)::int as "validCents",
            (count(*) filter (where t.status <> 'VOID'))::int as tickets, count(t.ticket_id)::int as issued,
            coalesce(max(s.sold), 0) as sold,
            (select count(*)::int from notification n
              where n.visitor_id = o.user_id and n.dedupe_key = o.order_id::text) as told
       from purchase o left join ticket t on t.order_id = o.order_id
       left join (select order_id, count(*)::int as sold from seat_inventory
                   where order_id is not null and reserved_until is null and ($1::text is null or event_id = $1) group by order_id) s on s.order_id = o.order_id
      where $1::text is null or o.event_id = $1
      group by o.order_id`,
    [eventId ?? null],
  );
  return rows;
}
