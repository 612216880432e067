import { Client } from 'pg';

/** Seats for a bench, in tables that the simplest Ticketmaster made in `schema`. */
export interface Seats {
  /** PostgreSQL's version and what decides how long a commit takes. */
  circumstances(): Promise<string[]>;
  /** An event with free seats: {eventId}-{n}, where n has nine digits, from 0. The sequence next_seat starts at 0 again. */
  putOnSale(eventId: string, count: number): Promise<void>;
  /** Sells all seats of an event. */
  sellOut(eventId: string): Promise<void>;
  /** How many orders are RESERVED, and how many seats are reserved for one of those, over all events named so. */
  reserved(eventsLike: string): Promise<{ orders: number; seats: number }>;
  /** Deletes the schema with all in it. */
  drop(): Promise<void>;
}

export async function openSeats(url: string, schema: string): Promise<Seats> {
  const client = new Client({
    connectionString: url,
    options: `-c search_path=${schema}`,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  });
  await client.connect();
  return {
    async circumstances() {
      const { rows } = await client.query<{ server_version: string; synchronous_commit: string; fsync: string }>(
        `select current_setting('server_version') as server_version,
           current_setting('synchronous_commit') as synchronous_commit,
           current_setting('fsync') as fsync`,
      );
      const { server_version, synchronous_commit, fsync } = rows[0]!;
      return [`PostgreSQL ${server_version} (synchronous_commit ${synchronous_commit}, fsync ${fsync})`];
    },

    async putOnSale(eventId, count) {
      await client.query(`insert into venue values ($1, 'Bench Hall', 'Testville')`, [eventId]);
      await client.query(`insert into event values ($1, $1, 'Bench Night', '2099-06-01T20:00:00Z', 'EUR')`, [eventId]);
      await client.query(
        `with made as (
           insert into seat (seat_id, venue_id, section, row, number)
           select $1 || '-' || lpad(n::text, 9, '0'), $1, 'A', '1', n from generate_series(0, $2::int - 1) as n
           returning seat_id
         )
         insert into seat_inventory (event_id, seat_id, price_cents) select $1, seat_id, 5000 from made`,
        [eventId, count],
      );
      await client.query('drop sequence if exists next_seat');
      await client.query('create sequence next_seat minvalue 0 start 0');
      for (const table of ['seat', 'seat_inventory', 'orders']) await client.query(`vacuum (analyze) ${table}`); // else autovacuum would, meanwhile
    },

    async sellOut(eventId) {
      await client.query(
        `with sold as (
           insert into orders
           select uuidv7(), event_id, 'bench', event_id, array_agg(seat_id), 'CONFIRMED', now(), 5000, 'EUR'
           from seat_inventory
           where event_id = $1
           group by event_id
           returning order_id
         )
         update seat_inventory set status = 'SOLD', order_id = (select order_id from sold) where event_id = $1`,
        [eventId],
      );
    },

    async reserved(eventsLike) {
      const { rows } = await client.query<{ orders: number; seats: number }>(
        `select count(distinct order_id)::int as orders, count(*)::int as seats
         from orders
         left join seat_inventory using (event_id, order_id)
         where orders.status = 'RESERVED' and event_id like $1`,
        [eventsLike],
      );
      return rows[0]!;
    },

    async drop() {
      await client.query(`drop schema if exists ${schema} cascade`);
      await client.end();
    },
  };
}
