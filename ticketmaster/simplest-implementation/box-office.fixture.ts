import { env } from '@ticketmaster/common/env';
import type { Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { boxOffice, type NewOrder } from './box-office.ts';
import { openDatabase } from './database.ts';
import { standInProvider } from './payment-provider.ts';

export const HOLD_MS = 60_000;

/** A box office of its own for one test file: its own schema, and a clock that stands still until it is moved. */
export async function openTestOffice(connections = 10) {
  const schema = unique('simplest');
  const db = await openDatabase(env.text('PG_URL'), { schema, connections, patienceMs: 60_000 }); // on a busy machine, too
  let time = new Date('2027-01-01T12:00:00Z');
  const now = () => time;
  const office = boxOffice(db, standInProvider(20), HOLD_MS, now);
  return {
    ...{ db, schema, now, office },
    passes: (ms: number) => (time = new Date(time.getTime() + ms)),
    /** A new event with `count` seats, named S01, S02 …, at 50.00 each. */
    onSale: (count: number) => putOnSale(db, count),
    reserve: (order: NewOrder, key = unique('key')) => office.reserve(key, order),
    violations: () => violations(db),
    async close() {
      await db.query(`drop schema ${schema} cascade`);
      await db.close();
    },
  };
}

export type TestOffice = Awaited<ReturnType<typeof openTestOffice>>;

async function putOnSale(db: Database, count: number): Promise<{ eventId: string; seatIds: string[] }> {
  const venueId = unique('venue');
  const eventId = unique('event');
  await db.query(`insert into venue values ($1, 'Test Hall', 'Testville')`, [venueId]);
  await db.query(`insert into event values ($1, $2, 'Test Night', '2027-06-01T20:00:00Z', 'EUR')`, [eventId, venueId]);
  const { rows: seats } = await db.query<{ seat_id: string }>(
    `with made as (
       insert into seat (seat_id, venue_id, section, row, number)
       select $1 || '-S' || to_char(n, 'FM0000'), $1, 'A', '1', n from generate_series(1, $3::int) as n
       returning seat_id
     )
     insert into seat_inventory (event_id, seat_id, price_cents) select $2, seat_id, 5000 from made returning seat_id`,
    [venueId, eventId, count],
  );
  return { eventId, seatIds: seats.map(({ seat_id }) => seat_id).sort() };
}

/** What must never be: each line one seat, order or payment that breaks a promise. Empty is what every test wants. */
async function violations(db: Database): Promise<string[]> {
  const { rows } = await db.query<{ violation: string }>(
    `select 'sold twice: ' || event_id || ' ' || seat_id as violation
     from ticket group by event_id, seat_id having count(*) > 1
     union all
     select 'paid without all tickets: ' || order_id
     from payment join orders using (order_id)
     where payment.status = 'CAPTURED'
       and (select count(*) from ticket where ticket.order_id = orders.order_id) <> cardinality(seat_ids)
     union all
     select 'ticket without payment: ' || ticket_id
     from ticket where not exists (select from payment where payment.order_id = ticket.order_id and status = 'CAPTURED')
     union all
     select 'paid the wrong sum: ' || order_id
     from payment join orders using (order_id) where amount_cents <> total_cents
     union all
     select 'sold without its ticket: ' || event_id || ' ' || seat_id
     from seat_inventory as s
     where status = 'SOLD' and not exists (select from ticket as t where (t.event_id, t.seat_id, t.order_id) = (s.event_id, s.seat_id, s.order_id))
     union all
     select 'ticket for a seat that is not sold: ' || ticket_id
     from ticket join seat_inventory as s using (event_id, seat_id) where s.status <> 'SOLD'
     union all
     select 'confirmed without its seats: ' || order_id
     from orders where status = 'CONFIRMED' and cardinality(seat_ids) <> (
       select count(*) from seat_inventory as s where s.order_id = orders.order_id and s.status = 'SOLD')
     union all
     select 'held for two orders: ' || a.order_id || ' and ' || b.order_id
     from orders as a join orders as b on a.event_id = b.event_id and a.order_id < b.order_id and a.seat_ids && b.seat_ids
     where a.status in ('RESERVED', 'CONFIRMED') and b.status in ('RESERVED', 'CONFIRMED')
       and a.expires_at = b.expires_at -- by a clock that stands still: at the same instant
     union all
     select 'held by half: ' || order_id
     from orders where status = 'RESERVED' and (
       select count(*) from seat_inventory as s where s.order_id = orders.order_id) not in (0, cardinality(seat_ids))`,
  );
  return rows.map(({ violation }) => violation);
}
