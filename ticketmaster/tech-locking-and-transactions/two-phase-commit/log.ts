import { join } from 'node:path';
import type { Database } from '@ticketmaster/postgres/database';

/** For whoever works on a transaction, and for nobody else meanwhile. Loses its connection, loses its lock, and writes no more. */
export interface Pen {
  /** Resolves once the decision COMMIT is on the disk. From here on nobody may roll back. */
  decideToCommit(): Promise<void>;
  /** False: nobody has decided, and nobody can while we have the pen. */
  isDecided(): Promise<boolean>;
}

/** What the coordinator must not forget, and who is at work on what. */
export interface Log {
  /** Rejects with Contended when another works on `gid` for longer than 3 s. */
  withPen<T>(gid: string, work: (pen: Pen) => Promise<T>): Promise<T>;
  /** Those of `gids` that nobody works on at this moment. */
  abandoned(gids: string[]): Promise<string[]>;
  /** Drops decisions from before that instant that begin with `prefix`, all but those of `gids`, which somebody must still be told. */
  forgetAllBut(gids: string[], prefix: string, before: Date): Promise<number>;
}

export const logTables = join(import.meta.dirname, 'log.sql');

/** How many transactions one process coordinates at once. Four such processes fill the 64 places of max_prepared_transactions. */
export const AT_ONCE = 16;

/**
 * A table, rather than a file with fsync: a commit is an fsync with a name, and every coordinator can read what a dead one wrote,
 * also from another machine.
 *
 * The lock is a session's: PostgreSQL releases it when the connection ends, so a coordinator that was killed needs no lease to time
 * out. The decision is written on that same connection: who has lost the lock cannot decide any more.
 */
export function decisionLog(db: Database): Log {
  return {
    withPen: (gid, work) =>
      db.connected(async session => {
        await session.query('select pg_advisory_lock(hashtextextended($1, 0))', [gid]);
        const result = await work({
          async decideToCommit() {
            await session.query('insert into decision (gid) values ($1)', [gid]);
          },
          async isDecided() {
            return (await session.query('select from decision where gid = $1', [gid])).rowCount === 1;
          },
        });
        await session.query('select pg_advisory_unlock(hashtextextended($1, 0))', [gid]); // a throw ends the session instead
        return result;
      }),

    async abandoned(gids) {
      const { rows } = await db.query<{ gid: string }>(
        'select gid from unnest($1::text[]) as gid where pg_try_advisory_xact_lock(hashtextextended(gid, 0))',
        [gids],
      );
      return rows.map(({ gid }) => gid);
    },

    async forgetAllBut(gids, prefix, before) {
      const { rowCount } = await db.query(
        'delete from decision where decided_at < $3 and starts_with(gid, $2) and gid <> all($1::text[])',
        [gids, prefix, before],
      );
      return rowCount!;
    },
  };
}
