import type { Connection, Database } from '@ticketmaster/postgres/database';
import { type Layout, seatingOf } from '../inventory/chart.ts';

export type SaleStatus = 'ANNOUNCED' | 'ON_SALE' | 'CLOSED';
/** `off`: never. `hold`: always. `auto`: while more come than can be served. */
export type RoomMode = 'off' | 'hold' | 'auto';

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

const COLUMNS = `show.event_id as "eventId", show.name, show.performer, show.genre,
  json_build_object('venueId', venue_id, 'name', venue.name, 'city', venue.city) as venue,
  to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startsAt", price_cents as "priceCents", 'EUR' as currency,
  '/posters/' || show.event_id || '.svg' as poster, show.status, waiting_room as mode, venue.layout,
  exists (select from draw where draw.event_id = show.event_id) as prequeue`;

export async function showOf(db: Connection, eventId: string): Promise<Show | undefined> {
  const { rows } = await db.query<Show>(
    `select ${COLUMNS} from show join venue using (venue_id) where show.event_id = $1`,
    [eventId],
  );
  return rows[0];
}

export interface Search {
  /** Words; one that is misspelled is still found. */
  q?: string | undefined;
  city?: string | undefined;
  /** Starts at or after `from`, and before `to`. */
  from?: Date | undefined;
  to?: Date | undefined;
  /** From 1. */
  page: number;
  pageSize: number;
}

export interface Found {
  events: Show[];
  /** On all pages; 1,000 stands for that many or more. */
  total: number;
}

const MOST_COUNTED = 1_000;
/** From 0 to 1: one letter of seven may be wrong. */
const LIKENESS = '0.45';

/**
 * Shows by start. First by whole words and their beginnings (full text); where those find nothing, by words that look alike (trigrams), the
 * likest first.
 */
export async function search(db: Database, { q, city, from, to, page, pageSize }: Search): Promise<Found> {
  const words = q?.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const wanted = words.length ? words.map(word => `${word}:*`).join(' & ') : null;
  const rest = [city ?? null, from ?? null, to ?? null];
  const where = `($2::text is null or lower(venue.city) = lower($2)) and ($3::timestamptz is null or starts_at >= $3)
    and ($4::timestamptz is null or starts_at < $4)`;
  const found = async (db: Connection, condition: string, order: string, first: string | null): Promise<Found> => {
    const values = [first, ...rest];
    const { rows: events } = await db.query<Show>(
      `select ${COLUMNS} from show join venue using (venue_id) where ${condition} and ${where}
        order by ${order} limit $5 offset $6`,
      [...values, pageSize, (page - 1) * pageSize],
    );
    if (page === 1 && events.length < pageSize) return { events, total: events.length };
    const { rows } = await db.query(
      `select count(*)::int as total from (select 1 from show join venue using (venue_id)
        where ${condition} and ${where} limit ${MOST_COUNTED}) as counted`,
      values,
    );
    return { events, total: rows[0]!.total };
  };
  const exact = await found(
    db,
    wanted ? `found_by @@ to_tsquery('simple', $1)` : '$1::text is null',
    'starts_at, show.event_id',
    wanted,
  );
  if (exact.total > 0 || !wanted) return exact;
  return db.transaction(async tx => {
    await tx.query(`select set_config('pg_trgm.word_similarity_threshold', $1, true)`, [LIKENESS]);
    const order = 'words operator(public.<->>) $1, starts_at, show.event_id';
    return found(tx, 'words operator(public.%>) $1', order, words.join(' '));
  });
}

export async function cities(db: Connection): Promise<{ city: string; events: number }[]> {
  const { rows } = await db.query<{ city: string; events: number }>(
    'select city, count(*)::int as events from show join venue using (venue_id) group by city order by city',
  );
  return rows;
}
