import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unavailable } from '@ticketmaster/common/http';
import pg from 'pg';

export interface Database {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    sql: string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
  /** Runs `work` in one transaction: its result commits, its throw rolls back. */
  transaction<T>(work: (tx: Pick<Database, 'query'>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export const outboxTables = join(import.meta.dirname, 'outbox.sql');

/**
 * Connects, and runs `files` where `schema` has not been made yet. Waits for a statement or a connection no longer than `patienceMs`, for
 * a lock a bit more than half of that. A database that does not answer is thrown as Problem 503; whether it was done, the same call
 * will tell.
 */
export async function openDatabase(
  url: string,
  schema: string,
  files = [outboxTables],
  patienceMs = 5_000,
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 20,
    application_name: schema,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs + 3_000,
    options: `-c search_path=${schema} -c statement_timeout=${patienceMs} -c lock_timeout=${0.6 * patienceMs} -c idle_in_transaction_session_timeout=30000`,
  });
  pool.on('error', error => console.error(`An idle connection broke: ${error.message}`)); // the pool opens another
  pool.on('connect', client => client.on('error', () => {})); // one at work: the query on it is rejected, and tells

  const database: Database = {
    query: (sql, values) => pool.query(prepared(sql, values)).catch(explain),

    async transaction(work) {
      const client = await pool.connect().catch(explain);
      try {
        await client.query('begin');
        const result = await work({ query: (sql, values) => client.query(prepared(sql, values)) });
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        client.release(true); // what it was in the middle of ends with it
        return explain(error);
      }
    },

    close: () => pool.end(),
  };
  await database.transaction(async tx => {
    await tx.query(`select pg_advisory_xact_lock(hashtext($1))`, [schema]); // two servers that start at once take turns
    const { rows } = await tx.query('select 1 from pg_namespace where nspname = $1', [schema]);
    if (rows.length) return;
    await tx.query(`create schema ${schema}`);
    for (const file of files) await tx.query(readFileSync(file, 'utf8'));
  });
  return database;
}

/** Every statement with values is prepared once for each connection. */
function prepared(text: string, values?: unknown[]): pg.QueryConfig {
  if (!values) return { text };
  if (!names.has(text)) names.set(text, `statement ${names.size}`);
  return { name: names.get(text)!, text, values };
}
const names = new Map<string, string>(); // as many as there are statements in the code

/** Lost connections, full ones, and what took too long or waited for another: 503. */
function explain(error: unknown): never {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const passing = /^(08|57|53|25P03|40|55P03)/.test(code) || /^E[A-Z]+$/.test(code);
  throw passing || /connect|terminated|timeout/i.test(message) ? unavailable('the database') : error;
}
