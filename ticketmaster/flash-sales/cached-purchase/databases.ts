import { unavailable } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';

export interface Databases {
  /** Where to write, and to read what must be true. Throws Problem 503 while there is none. */
  primary(): Database;
  /** Where to read what may be a moment old; undefined where none follows. */
  replica(): Database | undefined;
  close(): Promise<void>;
}

export interface DatabasesParts {
  urls: string[];
  schema: string;
  /** At most so many to each, beside one that asks who it is. */
  connections: number;
  everyMs?: number;
  /** Another is the primary now. It may lack what the one before it had. */
  promoted?: () => unknown;
}

/**
 * Finds the primary by asking all: it is the one that follows nobody. Of two it is the one on the later timeline: the other was the primary
 * before it.
 */
export async function connectToDatabases(parts: DatabasesParts): Promise<Databases> {
  const { urls, schema, connections, everyMs = 150, promoted = () => {} } = parts;
  const members = urls.map(url => ({
    db: connectToPostgres(url, { schema, connections }),
    asked: connectToPostgres(url, { schema, connections: 1, patienceMs: 1_000 }),
    /** Undefined while it does not answer; else null where it follows. */
    timeline: undefined as string | null | undefined,
  }));
  const primaryNow = () =>
    members
      .filter(({ timeline }) => typeof timeline === 'string')
      .toSorted((one, other) => (one.timeline! < other.timeline! ? 1 : -1))[0];
  let last = '';
  const look = async () => {
    await Promise.all(
      members.map(async member => {
        member.timeline = await timelineOf(member.asked).catch(() => undefined);
      }),
    );
    const timeline = primaryNow()?.timeline ?? last;
    if (last && timeline > last) await promoted();
    last = timeline;
  };
  await look();
  const stop = repeat(everyMs, 'Looking for the primary', look);
  return {
    primary() {
      const found = primaryNow();
      if (!found) throw unavailable('the primary database');
      return found.db;
    },
    replica: () => members.find(({ timeline }) => timeline === null)?.db,
    async close() {
      await stop();
      await Promise.all(members.flatMap(({ db, asked }) => [db.close(), asked.close()]));
    },
  };
}

/** Hexadecimal digits, which grow with each promotion; null of one that follows. */
async function timelineOf(db: Database): Promise<string | null> {
  const { rows } = await db.query<{ timeline: string | null }>(
    'select case when pg_is_in_recovery() then null else left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline',
  );
  return rows[0]!.timeline;
}
