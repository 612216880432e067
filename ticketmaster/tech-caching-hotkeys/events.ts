import { join } from 'node:path';
import { keyReused } from '@ticketmaster/common/idempotency';
import { notFound } from '@ticketmaster/common/problem';
import type { Connection } from '@ticketmaster/postgres/database';

export const tables = [join(import.meta.dirname, 'schema.sql')];

export interface NewEvent {
  eventId: string;
  name: string;
  venue: string;
  startsAt: string;
  priceCents: number;
  /** Sections A, B, C … with so many seats together. */
  seats: number;
}

/** The views of an event: name in the key and in the URL → what it asks the database, which answers ready JSON. */
export const views = {
  event: `select version, json_build_object('eventId', event_id, 'version', version, 'name', name, 'venue', venue,
                                   'startsAt', to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'priceCents', price_cents)::text as json
            from event where event_id = $1`,
  'seat-map': `select version, json_build_object('eventId', event_id, 'version', version, 'sections',
                      (select json_agg(json_build_object('section', section, 'available', available, 'seats', seats) order by section)
                         from (select section, count(*) filter (where order_id is null) as available, count(*) as seats
                                 from seat_inventory where event_id = $1 group by section) as by_section))::text as json
                 from event where event_id = $1`,
  availability: `select version, json_build_object('eventId', event_id, 'version', version, 'available', available, 'seats', seats)::text as json
                   from event, (select count(*) filter (where order_id is null) as available, count(*) as seats
                                  from seat_inventory where event_id = $1) as counted
                  where event_id = $1`,
} as const;

export type ViewName = keyof typeof views;

export interface Sold {
  eventId: string;
  seatId: string;
  orderId: string;
  /** The version that the sale made. */
  version: number;
}

/**
 * The truth. Nothing here looks into a cache.
 * @message event-changed over outbox `changed_event`
 * @field event_id which event
 * @field version its newest: one row however often it changes
 * @word changed_event
 * @says An event has a new version, which the relay has not told yet.
 * @lost Never: it is committed with the change.
 * @twice Of two relays both may tell it; the newest version stays.
 */
export function eventsIn(db: Connection) {
  return {
    /**
     * False where there is one of that name.
     * @sends event-changed
     */
    async open({ eventId, name, venue, startsAt, priceCents, seats }: NewEvent): Promise<boolean> {
      const { rowCount } = await db.query(
        `with opened as (insert into event values ($1, $2, $3, $4, $5) on conflict do nothing returning event_id, version),
              told as (insert into changed_event select event_id, version from opened)
         insert into seat_inventory (event_id, seat_id, section)
         select event_id, section || '-' || (n / 26 + 1), section
           from opened, generate_series(0, $6::int - 1) as n, chr(65 + n % 26) as section`,
        [eventId, name, venue, startsAt, priceCents, seats],
      );
      return rowCount! > 0;
    },

    /** What a view shows, as JSON, and the version that it says; undefined for an event that does not exist. Both are of one instant. */
    async view(name: ViewName, eventId: string): Promise<{ json: string; version: number } | undefined> {
      return (await db.query<{ json: string; version: number }>(views[name], [eventId])).rows[0];
    },

    async version(eventId: string): Promise<number | undefined> {
      return (await db.query<{ version: number }>('select version from event where event_id = $1', [eventId])).rows[0]
        ?.version;
    },

    /**
     * Sells a seat, raises the version and writes down that it changed, in one statement: all of it or nothing. The same order again is
     * answered the same. Undefined: somebody else has the seat.
     * @sends event-changed
     */
    async sell(eventId: string, seatId: string, orderId: string): Promise<Sold | undefined> {
      const { rows } = await db
        .query<{ version: number }>(
          `with sold as (update seat_inventory set order_id = $3
                        where event_id = $1 and seat_id = $2 and order_id is null returning event_id),
              raised as (update event set version = version + 1 from sold where event.event_id = sold.event_id returning sold.event_id, version)
         insert into changed_event select event_id, version from raised
             on conflict (event_id) do update set version = excluded.version
         returning version`,
          [eventId, seatId, orderId],
        )
        .catch(error => Promise.reject(error.code === '23505' ? keyReused() : error)); // the order has another seat
      if (rows[0]) return { eventId, seatId, orderId, version: rows[0].version };
      const there = await db.query<{ version: number; orderId: string | null }>(
        `select version, order_id as "orderId" from event join seat_inventory using (event_id) where event_id = $1 and seat_id = $2`,
        [eventId, seatId],
      );
      if (!there.rows[0]) throw notFound(`seat ${seatId} of event ${eventId}`);
      const { version, orderId: owner } = there.rows[0];
      return owner === orderId ? { eventId, seatId, orderId, version } : undefined;
    },

    /** Whose each sold seat is: for audits. */
    async sold(eventId: string): Promise<Map<string, string>> {
      const { rows } = await db.query<{ seatId: string; orderId: string }>(
        'select seat_id as "seatId", order_id as "orderId" from seat_inventory where event_id = $1 and order_id is not null',
        [eventId],
      );
      return new Map(rows.map(({ seatId, orderId }) => [seatId, orderId]));
    },
  };
}

export type Events = ReturnType<typeof eventsIn>;
