import type { Connection } from '@ticketmaster/postgres/database';
import { type Layout, seatingOf } from '../inventory/chart.ts';

export type SaleStatus = 'ANNOUNCED' | 'ON_SALE' | 'CLOSED';
/** `off`: never. `hold`: always. `auto`: while more come than can be served. */
export type RoomMode = 'off' | 'hold' | 'auto';

/** What becomes of who comes to a line while Redis is away: `closed` lets nobody in, `open` everybody, but only so many a second. */
export type FailMode = 'closed' | 'open';

export interface NewShow {
  eventId: string;
  venueId: string;
  name: string;
  performer: string;
  genre: string;
  startsAt: Date;
  /** Of one seat. */
  priceCents: number;
}

/** What a visitor sees of an event, but for whether its waiting room is on now. */
export interface Show {
  eventId: string;
  name: string;
  performer: string;
  genre: string;
  venue: { venueId: string; name: string; city: string };
  /** ISO 8601, UTC. */
  startsAt: string;
  priceCents: number;
  currency: string;
  poster: string;
  status: SaleStatus;
  mode: RoomMode;
  /** Whether it has a pre-queue, or had one. */
  prequeue: boolean;
  failMode: FailMode;
  /** What the operator says to those who wait; '' for nothing. */
  notice: string;
  layout: Layout;
}

/** What a search looks through. */
export const wordsOf = (show: Pick<NewShow, 'name' | 'performer' | 'genre'>, venue: { name: string; city: string }) =>
  [show.name, show.performer, show.genre, venue.name, venue.city].join(' ').toLowerCase();

/** Makes the seats of an announced show, and opens its sale. Doing it again changes nothing; a CLOSED sale opens again. */
export async function putOnSale(tx: Connection, eventId: string, layout: Layout): Promise<void> {
  const { seatIds, rows } = seatingOf(layout);
  const sections: string[] = [];
  const places: number[] = [];
  for (const [r, { section, seats }] of rows.entries())
    for (const [s, index] of seats.entries()) {
      sections[index] = section;
      places[index] = r * 1_000 + s; // neighbours in a row have neighbouring places
    }
  await tx.query(
    `with opened as (
       insert into event (event_id, price_cents) select event_id, price_cents from show where event_id = $1
           on conflict do nothing returning event_id)
     insert into seat_inventory (event_id, seat_id, section, place)
     select event_id, t.* from opened, unnest($2::text[], $3::text[], $4::int[]) as t (seat_id, section, place)`,
    [eventId, seatIds, sections, places],
  );
  await tx.query(`update show set status = 'ON_SALE' where event_id = $1`, [eventId]);
}

/** Of a Show, from `show join venue`. */
export const COLUMNS = `show.event_id as "eventId", show.name, show.performer, show.genre,
  json_build_object('venueId', venue_id, 'name', venue.name, 'city', venue.city) as venue,
  to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startsAt", price_cents as "priceCents", 'EUR' as currency,
  '/posters/' || show.event_id || '.svg' as poster, show.status, waiting_room as mode, fail_mode as "failMode", notice, venue.layout,
  exists (select from draw where draw.event_id = show.event_id) as prequeue`;

export async function showOf(db: Connection, eventId: string): Promise<Show | undefined> {
  const { rows } = await db.query<Show>(
    `select ${COLUMNS} from show join venue using (venue_id) where show.event_id = $1`,
    [eventId],
  );
  return rows[0];
}

export async function cities(db: Connection): Promise<{ city: string; events: number }[]> {
  const { rows } = await db.query<{ city: string; events: number }>(
    'select city, count(*)::int as events from show join venue using (venue_id) group by city order by city',
  );
  return rows;
}
