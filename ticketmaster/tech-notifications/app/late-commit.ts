import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';

/** How rows get the number that a reader's cursor goes by. */
export const numberings = {
  'identity column': 'insert into message (name) values ($1)',
  'counter under a row lock': `with next as (update counter set last = last + 1 returning last)
    insert into message overriding system value select last, $1 from next`,
};

/**
 * North takes its number first and commits last; south comes in between. A reader who keeps a cursor looks before north's commit, and
 * after: what did each look bring?
 */
export async function lateCommit(db: Database, write: string): Promise<[before: string[], after: string[]]> {
  await db.query(`create table message (n int generated always as identity, name text);
                  create table counter as select 0 as last`);
  let cursor = 0;
  const look = async () => {
    const { rows } = await db.query('select n, name from message where n > $1 order by n', [cursor]);
    cursor = rows.at(-1)?.n ?? cursor;
    return rows.map(({ name }) => name as string);
  };
  const [written, mayCommit, pid] = [withoutValue(), withoutValue(), Promise.withResolvers<number>()];
  const north = db.transaction(async tx => {
    await tx.query(write, ['north']);
    written.resolve();
    await mayCommit.promise;
  });
  await written.promise;
  const south = db.transaction(async tx => {
    pid.resolve((await tx.query('select pg_backend_pid() as pid')).rows[0]!.pid);
    await tx.query(write, ['south']);
  });
  const committed = south.then(() => true);
  const southPid = await pid.promise;
  while (!(await Promise.race([committed, isBlocked(db, southPid)]))); // the statement timeout bounds both
  const before = await look();
  mayCommit.resolve();
  await Promise.all([north, south]);
  return [before, await look()];
}

const withoutValue = () => Promise.withResolvers<void>();

async function isBlocked(db: Database, pid: number): Promise<boolean> {
  const { rows } = await db.query('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [pid]);
  return rows[0]!.blocked;
}

/** A schema of its own, dropped afterwards. */
export async function withTables<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const schema = unique('late_commit');
  const db = connectToPostgres(url, { schema });
  await db.query(`create schema ${schema}`);
  try {
    return await work(db);
  } finally {
    await db.query(`drop schema ${schema} cascade`);
    await db.close();
  }
}

if (import.meta.main) {
  const orNothing = (names: string[]) => names.join(' and ') || 'nothing';
  for (const [numbering, write] of Object.entries(numberings)) {
    const [before, after] = await withTables(env.text('PG_URL'), db => lateCommit(db, write)).catch(refuseToStart);
    const lost = ['north', 'south'].filter(name => ![...before, ...after].includes(name));
    console.log(`${numbering}: saw ${orNothing(before)}, then ${orNothing(after)}; lost: ${orNothing(lost)}`);
  }
}
