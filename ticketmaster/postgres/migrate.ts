import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Connection, Database } from './database.ts';

export interface Migration {
  /** Files that make tables: each is run once, in this order. One that was changed after that stops the start. */
  once: string[];
  /** Files that may run again, such as `create or replace function`: run whenever they have changed. */
  repeatable?: string[];
}

/**
 * Makes `schema` and runs the files in it that it has not run yet, in one transaction. Which ones, its table `migration` remembers. Servers
 * that start at once take turns; where all is done, nothing is locked and nobody who sells is waited for.
 */
export async function migrate(db: Database, schema: string, { once, repeatable = [] }: Migration): Promise<void> {
  const files = [...once.map(path => read(path, false)), ...repeatable.map(path => read(path, true))];
  await db.transaction(async tx => {
    await needPostgres18(tx);
    if (missing(await done(tx, schema), files, schema).length === 0) return;
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [schema]);
    await tx.query(`create schema if not exists ${schema}`);
    await tx.query(
      `create table if not exists ${schema}.migration (name text primary key, checksum text not null, at timestamptz not null default now())`,
    );
    for (const { name, text, checksum } of missing(await done(tx, schema), files, schema)) {
      await tx.query(text);
      await tx.query(
        `insert into ${schema}.migration values ($1, $2) on conflict (name) do update set checksum = excluded.checksum, at = now()`,
        [name, checksum],
      );
    }
  });
}

async function needPostgres18(tx: Connection): Promise<void> {
  const { rows } = await tx.query(`select current_setting('server_version_num')::int >= 180000 as enough`);
  if (!rows[0]!.enough) throw new Error('This needs PostgreSQL 18 or newer (uuidv7)');
}

interface File {
  name: string;
  text: string;
  checksum: string;
  repeatable: boolean;
}

function read(path: string, repeatable: boolean): File {
  const text = readFileSync(path, 'utf8');
  const name = join(basename(dirname(path)), basename(path)); // two parts may each have a schema.sql
  return { name, text, repeatable, checksum: createHash('sha256').update(text).digest('hex') };
}

/** File → checksum of what was run; empty for a schema that is not there, or holds nothing. */
async function done(tx: Connection, schema: string): Promise<Map<string, string>> {
  const { rows } = await tx.query(
    `select to_regclass($1) is not null as there,
            exists (select from pg_class where relnamespace = to_regnamespace($2)) as holds_something`,
    [`${schema}.migration`, schema],
  );
  if (!rows[0]!.there && rows[0]!.holds_something) throw otherVersion(schema, 'the lab');
  if (!rows[0]!.there) return new Map();
  const { rows: ran } = await tx.query<{ name: string; checksum: string }>(
    `select name, checksum from ${schema}.migration`,
  );
  return new Map(ran.map(({ name, checksum }) => [name, checksum]));
}

function missing(done: Map<string, string>, files: File[], schema: string): File[] {
  return files.filter(({ name, checksum, repeatable }) => {
    const ran = done.get(name);
    if (ran !== undefined && ran !== checksum && !repeatable) throw otherVersion(schema, name);
    return ran !== checksum;
  });
}

const otherVersion = (schema: string, what: string) =>
  new Error(
    `The tables of schema ${schema} were made by another version of ${what}. In the lab: npm run servers -- wipe postgres`,
  );
