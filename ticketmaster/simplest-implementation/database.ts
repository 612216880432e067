import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import pg from 'pg';

/** The one database. Every wait in it is bounded, and what goes wrong there becomes a Problem that says what to do. */
export interface Database {
  /** Runs a statement that is prepared under `name` once for each connection: parsed and planned no more after that. */
  query<Row extends pg.QueryResultRow>(name: string, sql: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** How many callers may wait for one of the connections; more than that would only grow old in the queue. */
const MAX_WAITING = 1_000;

/**
 * Connects, makes the tables in `schema` where they are missing, and fills in the seeded events. Waits for a connection or a statement
 * no longer than `patienceMs`, for a lock a bit more than half of that.
 */
export async function openDatabase(
  url: string,
  schema: string,
  { connections = 10, patienceMs = 5_000 } = {},
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: schema, // what pg_stat_activity shows
    connectionTimeoutMillis: patienceMs, // for a connection of the pool, too
    query_timeout: patienceMs + 3_000, // a server that stopped answering
    options: `-c search_path=${schema} -c statement_timeout=${patienceMs} -c lock_timeout=${0.6 * patienceMs} -c default_transaction_isolation=read\\ committed`,
  });
  pool.on('error', error => console.error(`An idle connection broke: ${error.message}`)); // the pool opens another
  await migrate(pool, schema);
  return {
    async query<Row extends pg.QueryResultRow>(name: string, sql: string, values: unknown[] = []) {
      if (pool.waitingCount >= MAX_WAITING) {
        throw new Problem(503, 'overloaded', 'too many requests are waiting; nothing was done', { retryable: true });
      }
      try {
        return (await pool.query<Row>({ name, text: sql, values })).rows;
      } catch (error) {
        throw explained(error);
      }
    },
    close: () => pool.end(),
  };
}

/** Two servers that start at once take turns. */
async function migrate(pool: pg.Pool, schema: string): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    if (rows[0]!.version < 180_000) throw new Error('This needs PostgreSQL 18 or newer (uuidv7)');
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext($1))`, [schema]);
    await client.query(`create schema if not exists ${schema}`);
    for (const file of ['schema.sql', 'seed.sql', 'reserve.sql', 'pay.sql', 'cancel.sql']) {
      await client.query(readFileSync(join(import.meta.dirname, file), 'utf8'));
    }
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Locks and time limits: it may work next time. A lost connection: whether it happened, the Idempotency-Key will tell. */
function explained(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (['40001', '40P01', '55P03', '57014'].includes(code)) {
    return new Problem(503, 'contended', `the database was too busy (${code}); nothing was done`, { retryable: true });
  }
  if (message === 'timeout exceeded when trying to connect') {
    return new Problem(503, 'overloaded', 'no connection to the database came free; nothing was done', {
      retryable: true,
    });
  }
  const lost = /^(08|57P|53)/.test(code) || /^E[A-Z]+$/.test(code) || /connect|terminated|timeout/i.test(message);
  return lost ? unavailable('the database') : error;
}
