import type { Database } from '@ticketmaster/postgres/database';
import type { Layout } from '../inventory/chart.ts';
import { announce, type NewShow, putOnSale } from './shows.ts';

export interface Venue {
  venueId: string;
  name: string;
  city: string;
  layout: Layout;
}

export const venues: Venue[] = [
  { venueId: 'V1', name: 'Harbour Arena', city: 'Lisbon', layout: 'arena' },
  { venueId: 'V2', name: 'Old Opera', city: 'Vienna', layout: 'theatre' },
  { venueId: 'V3', name: 'Cellar Club', city: 'Berlin', layout: 'club' },
  { venueId: 'V4', name: 'Northlight Hall', city: 'Oslo', layout: 'theatre' },
  { venueId: 'V5', name: 'The Foundry', city: 'Manchester', layout: 'club' },
  { venueId: 'V6', name: 'Canal House', city: 'Amsterdam', layout: 'theatre' },
];

type Row = [venueId: string, name: string, performer: string, genre: string, startsAt: string, priceCents: number];

/** E1 is the hot one: its waiting room is switched on. */
const shows: Row[] = [
  ['V1', 'The Analytical Engine Tour', 'Ada and the Lovelaces', 'Pop', '2027-06-18T19:00:00Z', 8_900],
  ['V2', 'The Magic Flute', 'Vienna Chamber Opera', 'Opera', '2027-09-04T18:30:00Z', 12_000],
  ['V3', 'Night of the Synths', 'Moog & Daughters', 'Electronic', '2027-02-12T21:00:00Z', 2_400],
  ['V4', 'Northern Lights', 'Sigrun Aas Trio', 'Jazz', '2027-03-05T19:00:00Z', 4_500],
  ['V5', 'Rust and Thunder', 'The Millwrights', 'Rock', '2027-04-17T20:00:00Z', 3_200],
  ['V6', 'Tulips in Minor', 'Canal Street Quartet', 'Classical', '2027-05-09T14:00:00Z', 5_500],
  ['V1', 'Harbour Comedy Gala', 'Various Comedians', 'Comedy', '2027-11-27T19:30:00Z', 5_900],
  ['V2', 'Winter Concert', 'City Philharmonic', 'Classical', '2027-12-18T18:00:00Z', 7_500],
  ['V3', 'Basement Tapes', 'Low Ceiling', 'Indie', '2027-01-30T20:00:00Z', 1_800],
  ['V4', 'The Snow Queen', 'Oslo Youth Ballet', 'Dance', '2027-01-16T15:00:00Z', 3_900],
  ['V5', 'Slam Night', 'Words on Fire', 'Spoken word', '2027-02-26T19:30:00Z', 1_500],
  ['V6', 'Bossa by the Water', 'Rita Nascimento', 'Latin', '2027-07-02T20:00:00Z', 4_200],
  ['V2', 'A Doll’s House', 'Burgtheater Ensemble', 'Theatre', '2027-03-20T18:30:00Z', 6_800],
  ['V3', 'Vinyl Only', 'DJ Paternoster', 'Electronic', '2027-05-28T22:00:00Z', 2_000],
  ['V4', 'Fjord Blues', 'Old Man Haugen', 'Blues', '2027-08-14T19:00:00Z', 3_600],
  ['V5', 'Loom', 'Spinning Jennies', 'Folk', '2027-09-25T19:30:00Z', 2_200],
  ['V6', 'Rembrandt, the Musical', 'Light & Dark Company', 'Musical', '2027-10-08T18:30:00Z', 7_900],
  ['V2', 'Don Giovanni', 'Vienna Chamber Opera', 'Opera', '2027-10-30T18:00:00Z', 13_000],
  ['V3', 'New Year, Old Songs', 'The Echo Chambers', 'Pop', '2027-12-31T21:00:00Z', 4_900],
  ['V4', 'Midsummer Mass', 'Northlight Choir', 'Choir', '2027-06-24T17:00:00Z', 3_000],
];

/** What is nearer to the stage costs more, in whole euros. */
function dearer(cents: number): Record<Layout, Record<string, number>> {
  const times = (factor: number) => Math.round((cents * factor) / 100) * 100;
  return { club: {}, theatre: { S: times(1.6) }, arena: { A: times(2), B: times(1.4) } };
}

/** Venues and twenty shows on sale, once; then so many more that are announced, to search among. */
export async function seed(db: Database, more = 0): Promise<void> {
  await db.query(
    `insert into venue select * from json_to_recordset($1) as v ("venueId" text, name text, city text, layout text)
         on conflict do nothing`,
    [JSON.stringify(venues)],
  );
  const known = new Set((await db.query('select event_id from event')).rows.map(({ event_id }) => event_id));
  for (const [i, [venueId, name, performer, genre, startsAt, priceCents]] of shows.entries()) {
    if (known.has(`E${i + 1}`)) continue;
    const { layout, ...venue } = venues.find(one => one.venueId === venueId)!;
    const show: NewShow = {
      ...{ eventId: `E${i + 1}`, venueId, name, performer, genre, startsAt: new Date(startsAt) },
      ...{ priceCents, prices: dearer(priceCents)[layout] },
    };
    const waitingRoom = i === 0 ? 'hold' : 'auto';
    await db.transaction(async tx => {
      await announce(tx, show, venue);
      await tx.query('update show set waiting_room = $2 where event_id = $1', [show.eventId, waitingRoom]);
      await putOnSale(tx, show.eventId, layout);
    });
  }
  if (more > 0) await announceMore(db, more);
}

/** Shows with made-up names, in one statement. The same number again adds nothing. */
async function announceMore(db: Database, count: number): Promise<void> {
  await db.query(
    `insert into show (event_id, venue_id, name, performer, genre, starts_at, price_cents, words)
     select 'X' || n, v.venue_id, s.name, s.performer, s.genre,
            timestamptz '2027-01-01T18:00:00Z' + make_interval(hours => (n * 7) % 17520), 1500 + (n * 37) % 9000,
            lower(concat_ws(' ', s.name, s.performer, s.genre, v.name, v.city))
       from generate_series(1, $1::int) as n
      cross join lateral (
        select ($2::text[])[1 + n % 20] || ' ' || ($3::text[])[1 + (n / 20) % 20] || ' ' || n as name,
               ($3::text[])[1 + (n / 7) % 20] || ' ' || ($2::text[])[1 + (n / 11) % 20] as performer,
               ($4::text[])[1 + n % 8] as genre) as s
       join (select *, row_number() over (order by venue_id) as nth, count(*) over () as of from venue) as v on v.nth = 1 + n % v.of
         on conflict do nothing`,
    [
      count,
      'Silver Golden Broken Electric Paper Crystal Midnight Velvet Iron Wild Quiet Burning Frozen Lucky Hollow Secret Flying Lost Scarlet Distant'.split(
        ' ',
      ),
      'Rivers Foxes Mirrors Gardens Engines Lanterns Sailors Wolves Orchids Bridges Comets Thieves Islands Sparrows Giants Letters Clocks Shadows Kites Mountains'.split(
        ' ',
      ),
      'Pop Rock Jazz Classical Theatre Comedy Folk Electronic'.split(' '),
    ],
  );
}
