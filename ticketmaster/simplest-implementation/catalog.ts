import type { Connection } from '@ticketmaster/postgres/database';

export interface Event {
  eventId: string;
  name: string;
  venue: { venueId: string; name: string; city: string };
  /** ISO 8601, UTC. */
  startsAt: string;
  currency: string;
}

export interface Search {
  /** Words to find in the name of the event or its venue, or in the city. */
  q?: string | undefined;
  /** Starts at or after `from`, and before `to`. */
  from?: Date | undefined;
  to?: Date | undefined;
  /** From 1. */
  page: number;
  pageSize: number;
}

export interface SeatOffer {
  seatId: string;
  section: string;
  row: string;
  number: number;
  priceCents: number;
  currency: string;
  status: 'AVAILABLE' | 'RESERVED' | 'SOLD';
}

/** What is on, and what is left. Reads only, of one snapshot each. */
export interface Catalog {
  /** Events by start, with how many there are on all pages. */
  search(search: Search): Promise<{ events: Event[]; total: number }>;
  event(eventId: string): Promise<(Event & { seats: number; available: number }) | undefined>;
  /** All seats of an event; empty when there is no such event. */
  seats(eventId: string): Promise<SeatOffer[]>;
}

const eventColumns = `
  event_id as "eventId", event.name, starts_at as "startsAt", currency,
  json_build_object('venueId', venue_id, 'name', venue.name, 'city', city) as venue`;

export function catalog(db: Connection, now: () => Date): Catalog {
  return {
    async search({ q, from, to, page, pageSize }) {
      const { rows } = await db.query<Event & { startsAt: Date; total: string; hit: boolean }>(
        `with found as (
           select ${eventColumns}
           from event
           join venue using (venue_id)
           where ($1::text is null or concat_ws(' ', event.name, venue.name, city) ilike $1)
             and ($2::timestamptz is null or starts_at >= $2)
             and ($3::timestamptz is null or starts_at < $3)
         )
         select page.*, page."eventId" is not null as hit, total
         from (select count(*) as total from found) as counted
         left join (select * from found order by "startsAt", "eventId" limit $4 offset $5) as page on true`,
        [q === undefined ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`, from, to, pageSize, (page - 1) * pageSize],
      );
      return { events: rows.filter(({ hit }) => hit).map(asEvent), total: Number(rows[0]!.total) };
    },

    async event(eventId) {
      const { rows } = await db.query<Event & { startsAt: Date; seats: number; available: number }>(
        `select ${eventColumns},
           (select count(*)::int from seat_inventory where event_id = $1) as seats,
           (select count(*)::int from seat_inventory
            where event_id = $1 and (status = 'AVAILABLE' or reserved_until <= $2)) as available
         from event
         join venue using (venue_id)
         where event_id = $1`,
        [eventId, now()],
      );
      const row = rows[0];
      return row && { ...asEvent(row), seats: row.seats, available: row.available };
    },

    async seats(eventId) {
      const { rows } = await db.query<SeatOffer>(
        `select seat_id as "seatId", section, row, number, price_cents as "priceCents", currency,
           case when reserved_until <= $2 then 'AVAILABLE' else status end as status
         from seat_inventory
         join seat using (seat_id)
         join event using (event_id)
         where event_id = $1
         order by section, length(row), row, number`,
        [eventId, now()],
      );
      return rows;
    },
  };
}

const asEvent = ({ eventId, name, venue, startsAt, currency }: Event & { startsAt: Date }): Event => ({
  ...{ eventId, name, venue, currency },
  startsAt: startsAt.toISOString(),
});
