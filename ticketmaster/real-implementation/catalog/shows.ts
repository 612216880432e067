import type { Connection } from '@ticketmaster/postgres/database';
import { categoriesOf, type Layout, seatingOf } from '../inventory/chart.ts';

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
  /** Of a seat of that category of sections, where it is another. */
  prices?: Partial<Record<string, number>> | undefined;
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
  /** Of one seat, where `prices` does not say otherwise for its category. */
  priceCents: number;
  prices: Record<string, number>;
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

/** What a seat of each category of the house costs, in cents. */
export const pricesOf = ({ layout, prices, priceCents }: Pick<Show, 'layout' | 'prices' | 'priceCents'>) =>
  Object.fromEntries(categoriesOf(layout).map(category => [category, prices[category] ?? priceCents]));

/** What a search looks through. */
export const wordsOf = (show: Pick<NewShow, 'name' | 'performer' | 'genre'>, venue: { name: string; city: string }) =>
  [show.name, show.performer, show.genre, venue.name, venue.city].join(' ').toLowerCase();

/**
 * Writes a show down, or changes one, and answers it as it is. What seats cost is fixed once the sale has opened, and the venue from the
 * beginning.
 */
export async function announce(db: Connection, show: NewShow, venue: { name: string; city: string }): Promise<NewShow> {
  const { eventId, venueId, name, performer, genre, startsAt, priceCents, prices = {} } = show;
  const { rows } = await db.query<NewShow>(
    `insert into show (event_id, venue_id, name, performer, genre, starts_at, price_cents, prices, words)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (event_id) do update set name = excluded.name, performer = excluded.performer, genre = excluded.genre,
                     starts_at = excluded.starts_at, words = excluded.words,
                     price_cents = case show.status when 'ANNOUNCED' then excluded.price_cents else show.price_cents end,
                     prices = case show.status when 'ANNOUNCED' then excluded.prices else show.prices end
     returning event_id as "eventId", venue_id as "venueId", name, performer, genre, starts_at as "startsAt",
               price_cents as "priceCents", prices`,
    [eventId, venueId, name, performer, genre, startsAt, priceCents, prices, wordsOf(show, venue)],
  );
  return rows[0]!;
}

/** Makes the seats of an announced show, and opens its sale. Doing it again changes nothing; a CLOSED sale opens again. */
export async function putOnSale(tx: Connection, eventId: string, layout: Layout): Promise<void> {
  const { seatIds, rows } = seatingOf(layout);
  const sections: string[] = [];
  const categories: string[] = [];
  const places: number[] = [];
  for (const [r, { section, category, seats }] of rows.entries())
    for (const [s, index] of seats.entries()) {
      sections[index] = section;
      categories[index] = category;
      places[index] = r * 1_000 + s; // neighbours in a row have neighbouring places
    }
  await tx.query(
    `with opened as (
       insert into event (event_id, price_cents) select event_id, price_cents from show where event_id = $1
           on conflict do nothing returning event_id)
     insert into seat_inventory (event_id, seat_id, section, place, price_cents)
     select event_id, t.seat_id, t.section, t.place, (show.prices ->> t.category)::int
       from opened join show using (event_id), unnest($2::text[], $3::text[], $4::int[], $5::text[]) as t (seat_id, section, place, category)`,
    [eventId, seatIds, sections, places, categories],
  );
  await tx.query(`update show set status = 'ON_SALE' where event_id = $1`, [eventId]);
}

/** Of a Show, from `show join venue`. */
export const COLUMNS = `show.event_id as "eventId", show.name, show.performer, show.genre,
  json_build_object('venueId', venue_id, 'name', venue.name, 'city', venue.city) as venue,
  to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startsAt", price_cents as "priceCents", prices, 'EUR' as currency,
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
