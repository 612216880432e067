import type { Connection } from '@ticketmaster/postgres/database';
import { type Finding, type Kept, keptOrders, type Movement } from '@ticketmaster/two-phase-payments/audit';
import type { Call, Person } from './history.ts';

/** The room's own figures at an instant. */
export interface Sample {
  at: number;
  waiting: number;
  admitted: number;
  capacity: number;
}

export interface Purchase {
  orderId: string;
  userId: string;
  seatIds: string[];
  status: string;
  /** ms since 1970. */
  reservedUntil: number;
  /** When its row was last written: of one that has ended, when it did. ms since 1970. */
  changedAt: number;
}

export interface Ticket {
  orderId: string;
  seatId: string;
  status: 'ISSUED' | 'VALID' | 'VOID';
  /** ms since 1970: its id is a UUID of version 7, made where it is inserted. */
  issuedAt: number;
}

/** Everything that an audit looks at. */
export interface Evidence {
  history: Call[];
  people: Person[];
  /** Of the event: what PostgreSQL knows after all is over. */
  purchases: Purchase[];
  tickets: Ticket[];
  /** Whose a seat is that is held or sold; seats that are free are not in it. */
  owners: Map<string, string>;
  /** Of all events of the shop, and all that moved at the provider. `at`: ISO 8601. */
  orders: Kept[];
  movements: (Movement & { at: string })[];
  samples: Sample[];
  capacity: number;
  admissionSeconds: number;
  /** What was not true in some second of the run (always.ts). */
  broken: Finding[];
  /** What those who only looked saw in the end that was not so (watching.ts); and how often a stream of theirs was opened anew. */
  wrongMaps: Finding[];
  resynced: number;
}

/** What PostgreSQL knows. */
export async function storedIn(db: Connection, eventId: string) {
  const { rows: purchases } = await db.query<Purchase>(
    `select order_id as "orderId", user_id as "userId", seat_ids as "seatIds", status,
            (extract(epoch from reserved_until) * 1000)::float8 as "reservedUntil",
            (extract(epoch from changed_at) * 1000)::float8 as "changedAt"
       from purchase where event_id = $1`,
    [eventId],
  );
  const { rows: tickets } = await db.query<Ticket>(
    `select order_id as "orderId", seat_id as "seatId", status,
            (extract(epoch from uuid_extract_timestamp(ticket_id)) * 1000)::float8 as "issuedAt"
       from ticket where event_id = $1`,
    [eventId],
  );
  const { rows: seats } = await db.query<{ seatId: string; orderId: string }>(
    `select seat_id as "seatId", order_id as "orderId" from seat_inventory
      where event_id = $1 and order_id is not null and (reserved_until is null or reserved_until > now())`,
    [eventId],
  );
  const owners = new Map(seats.map(({ seatId, orderId }) => [seatId, orderId]));
  return { purchases, tickets, owners, orders: await keptOrders(db) };
}

/** How many orders are not at their end yet; one that is only held ends when its hold has ended. */
export async function unfinishedIn(db: Connection): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from purchase
      where status not in ('CONFIRMED', 'CANCELLED', 'EXPIRED', 'PAYMENT_FAILED', 'REFUNDED')
        and not (status = 'RESERVED' and reserved_until > now())`,
  );
  return rows[0]!.count;
}
