import { Client } from 'pg';

/** Events of the real shop, for a bench, in tables that its server made in `schema`. */
export interface Hall {
  circumstances(): Promise<string[]>;
  /** An event on sale with seats S-{n}, where n has nine digits, from 0. The sequence next_seat starts at 0 again. */
  putOnSale(eventId: string, count: number): Promise<void>;
  /** How many orders hold seats, and how many seats are held by one of them, over all events named so. */
  reserved(eventsLike: string): Promise<{ orders: number; seats: number }>;
  drop(): Promise<void>;
}

export async function openHall(url: string, schema: string): Promise<Hall> {
  const client = new Client({
    ...{ connectionString: url, options: `-c search_path=${schema}` },
    ...{ connectionTimeoutMillis: 5_000, query_timeout: 120_000 },
  });
  await client.connect();
  return {
    async circumstances() {
      const { rows } = await client.query<{ version: string; commits: string; fsync: string }>(
        `select current_setting('server_version') as version, current_setting('synchronous_commit') as commits,
                current_setting('fsync') as fsync`,
      );
      const { version, commits, fsync } = rows[0]!;
      return [`PostgreSQL ${version} (synchronous_commit ${commits}, fsync ${fsync})`];
    },

    async putOnSale(eventId, count) {
      await client.query(
        `insert into show (event_id, venue_id, name, performer, genre, starts_at, price_cents, status, words)
         values ($1, 'V3', 'Bench', 'Bench', 'Bench', now(), 5000, 'ON_SALE', '')`,
        [eventId],
      );
      await client.query('insert into event values ($1, 5000)', [eventId]);
      await client.query(
        `insert into seat_inventory (event_id, seat_id, section, place)
         select $1, 'S-' || lpad(n::text, 9, '0'), 'S', n from generate_series(0, $2::int - 1) as n`,
        [eventId, count],
      );
      await client.query('drop sequence if exists next_seat');
      await client.query('create sequence next_seat minvalue 0 start 0');
      for (const table of ['seat_inventory', 'purchase']) await client.query(`vacuum (analyze) ${table}`); // else autovacuum would, meanwhile
    },

    async reserved(eventsLike) {
      const { rows } = await client.query<{ orders: number; seats: number }>(
        `select count(distinct p.order_id)::int as orders, count(s.seat_id)::int as seats
           from purchase p
           left join seat_inventory s on s.event_id = p.event_id and s.order_id = p.order_id
          where p.event_id like $1`,
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

/** The same work as a pgbench script, in one statement: the order with its key, and the next free seat. */
export const holdInSql = (eventId: string) => `
with wish as (
  select uuidv7() as order_id, 'S-' || lpad(nextval('next_seat')::text, 9, '0') as seat_id
), written as (
  insert into purchase (order_id, event_id, user_id, wish, seat_ids, accept_fewer, prices, currency, status, reserved_until)
  select wish.order_id, '${eventId}', 'ada', 'wish', array[wish.seat_id], false, array[5000], 'EUR', 'RESERVED', now() + interval '1 day'
    from wish
    join seat_inventory s on s.event_id = '${eventId}' and s.seat_id = wish.seat_id
     and (s.order_id is null or s.reserved_until <= now())
      on conflict do nothing
  returning order_id, seat_ids[1] as seat_id
)
update seat_inventory s
   set order_id = written.order_id, reserved_until = now() + interval '1 day', version = version + 1
  from written
 where s.event_id = '${eventId}' and s.seat_id = written.seat_id and (s.order_id is null or s.reserved_until <= now());
`;
