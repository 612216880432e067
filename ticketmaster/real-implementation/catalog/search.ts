import type { Connection } from '@ticketmaster/postgres/database';
import { COLUMNS, type Show } from './shows.ts';

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
/** Words that may have been meant by one that nobody has. */
const MEANT = 3;
/** Words of a search that are looked at. */
const MOST_WORDS = 12;

/**
 * Shows by start. First by whole words and their beginnings (full text). Where those find nothing, each word that no show has is replaced by
 * those of all shows that look alike (trigrams). The typo is looked for among the words, and not among the
 * shows: of those there may be a hundred thousand.
 */
export async function search(db: Connection, asked: Search): Promise<Found> {
  const words = [...new Set(asked.q?.toLowerCase().match(/[\p{L}\p{N}]+/gu))].slice(0, MOST_WORDS);
  if (!words.length) return found(db, asked, null);
  const exact = await found(db, asked, words.map(word => `${word}:*`).join(' & '));
  if (exact.total > 0) return exact;
  const meant = await meantBy(db, words);
  return meant ? found(db, asked, meant) : exact;
}

/** A full-text query of the words that may have been meant; undefined where none is like any. A word that is like none is left out. */
async function meantBy(db: Connection, words: string[]): Promise<string | undefined> {
  const { rows } = await db.query<{ word: string; known: boolean; alike: string[] | null }>(
    `select asked.word, exists (select from word where word like asked.word || '%') as known,
            (select array_agg(near.word) from (
               select word from word where word operator(public.%) asked.word
                order by word operator(public.<->) asked.word, word limit $2) as near) as alike
       from unnest($1::text[]) as asked (word)`,
    [words, MEANT],
  );
  const terms = rows.flatMap(({ word, known, alike }) => {
    if (/^\d+$/.test(word)) return [`${word}:*`]; // nobody misspells a number
    const each = [...(known ? [`${word}:*`] : []), ...(alike ?? []).map(one => `'${one.replaceAll("'", "''")}'`)];
    return each.length ? [`(${each.join(' | ')})`] : [];
  });
  return terms.length ? terms.join(' & ') : undefined;
}

async function found(db: Connection, asked: Search, query: string | null): Promise<Found> {
  const { city, from, to, page, pageSize } = asked;
  const values = [query, city ?? null, from ?? null, to ?? null];
  // A plan is made once for all values: left to itself it walks along all shows by their start, for a word that one of them has.
  const [hits, shows] =
    query === null
      ? ['', 'show']
      : [
          `hit as materialized (select event_id, venue_id, starts_at from show where found_by @@ to_tsquery('simple', $1)),`,
          'hit',
        ];
  const asAsked = `from ${shows} s join venue using (venue_id)
    where ($1::text is null or true) and ($2::text is null or lower(venue.city) = lower($2))
      and ($3::timestamptz is null or s.starts_at >= $3) and ($4::timestamptz is null or s.starts_at < $4)`;
  const { rows: events } = await db.query<Show>(
    `with ${hits} page as (select s.event_id ${asAsked} order by s.starts_at, s.event_id limit $5 offset $6)
     select ${COLUMNS} from page join show using (event_id) join venue using (venue_id) order by starts_at, show.event_id`,
    [...values, pageSize, (page - 1) * pageSize],
  );
  if (page === 1 && events.length < pageSize) return { events, total: events.length };
  const { rows } = await db.query(
    `with ${hits} counted as (select 1 ${asAsked} limit ${MOST_COUNTED}) select count(*)::int as total from counted`,
    values,
  );
  return { events, total: rows[0]!.total };
}
