import { unavailable } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { connectToPostgres, type Database, type Options } from '@ticketmaster/postgres/database';
import { eventually } from '@ticketmaster/testing/eventually';

export interface Databases {
  /** Where to write, and to read what must be true. Throws a Problem 503 while there is none. */
  primary(): Database;
  /** Where to read what may be a moment old; undefined where none follows. */
  replica(): Database | undefined;
  close(): Promise<void>;
}

export interface DatabasesParts extends Options {
  urls: string[];
  /** What does not answer while there is no primary. */
  name: string;
  /** How often they are asked. */
  everyMs?: number;
  /** Another is the primary now. It may lack what the one before it had. */
  promoted?: () => unknown;
}

/** Asked of a server: on which timeline it writes, in hexadecimal digits; null of one that follows. */
const TIMELINE = `select case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline`;

/**
 * A primary and its replica, whichever of the servers that is: all are asked, at the start and from then on. Each promotion begins a new
 * timeline, so of two primaries the one on the later is right. No proxy, no DNS: as libpq's target_session_attrs.
 */
export async function connectToDatabases(parts: DatabasesParts): Promise<Databases> {
  const { urls, name, everyMs = 250, promoted = () => {}, ...options } = parts;
  const members = urls.map(url => ({
    db: connectToPostgres(url, options),
    asked: connectToPostgres(url, { ...options, connections: 1, patienceMs: 1_000 }),
    /** Undefined while it does not answer. */
    timeline: undefined as string | null | undefined,
  }));
  const primaryNow = () =>
    members.filter(one => one.timeline).toSorted((one, other) => (one.timeline! < other.timeline! ? 1 : -1))[0];
  const primary = () => {
    const found = primaryNow();
    if (!found) throw unavailable(name);
    return found.db;
  };

  let last = '';
  async function look(): Promise<void> {
    await Promise.all(
      members.map(async member => {
        const answer = await member.asked.query<{ timeline: string | null }>(TIMELINE).catch(() => undefined);
        member.timeline = answer?.rows[0]?.timeline;
      }),
    );
    const timeline = primaryNow()?.timeline ?? last;
    if (last && timeline > last) await promoted();
    last = timeline;
  }

  await eventually(() => look().then(primary), 5_000).catch(() => {}); // there may be one later
  const stop = repeat(everyMs, 'Looking for the primary', look);
  return {
    primary,
    replica: () => members.find(({ timeline }) => timeline === null)?.db,
    async close() {
      await stop();
      await Promise.all(members.flatMap(({ db, asked }) => [db.close(), asked.close()]));
    },
  };
}
