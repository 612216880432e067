import type { Connection } from '@ticketmaster/postgres/database';

/** Something that happened to a seat, as the tables tell it. */
export interface Happened {
  /** ISO 8601, UTC. */
  at: string;
  what: string;
  orderId: string | null;
}

/** What happened to one seat, the oldest first: who held it, what became of that, tickets, and the door. */
export async function seatHistory(db: Connection, eventId: string, seatId: string): Promise<Happened[]> {
  const { rows } = await db.query<{ at: Date; what: string; orderId: string | null }>(
    `with orders as (
       select order_id, created_at, changed_at, status, reserved_until from purchase where event_id = $1 and $2 = any(seat_ids)
     ), tickets as (
       select ticket_id, order_id, status from ticket where event_id = $1 and seat_id = $2
     )
     select created_at as at, 'held until ' || to_char(reserved_until at time zone 'utc', 'HH24:MI:SS') as what, order_id as "orderId" from orders
      union all
     select changed_at, 'order is ' || status, order_id from orders where status <> 'RESERVED'
      union all
     select uuid_extract_timestamp(ticket_id), 'ticket issued' || case status when 'VOID' then ', given back since' else '' end, order_id from tickets
      union all
     select c.at, 'came in at gate ' || c.gate, t.order_id from tickets t join check_in c using (ticket_id)
      order by at`,
    [eventId, seatId],
  );
  return rows.map(({ at, ...rest }) => ({ at: at.toISOString(), ...rest }));
}
