import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { type Because, Contended } from '@ticketmaster/locking/box-office';
import pg from 'pg';

/** One connection, inside a transaction or not. */
export interface Connection {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    sql: string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export type Isolation = 'read committed' | 'repeatable read' | 'serializable';

export interface Database extends Connection {
  /** Runs `work` in one transaction: its result commits, its throw rolls back. */
  transaction<T>(work: (tx: Connection) => Promise<T>, isolation?: Isolation): Promise<T>;
  /** Runs `work` on a connection of its own, outside any transaction. What fails in it ends the connection. */
  connected<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * A file that makes tables, and what it makes last: where that is there, the file is not run again. Even `create index if not exists`
 * would wait for everybody who sells.
 */
export interface Tables {
  file: string;
  last: string;
}

export const seatTables: Tables = { file: join(import.meta.dirname, 'seats.sql'), last: 'ticket' };
export const paymentTables: Tables = { file: join(import.meta.dirname, 'payments.sql'), last: 'payment' };

/** How many may wait for a connection; more would only grow old in the queue. */
const MAX_WAITING = 1_000;

/**
 * Connects and makes `tables` in `schema` where they are missing. Every wait is bounded: 3 s for a lock, 5 s for a statement or a connection.
 * What goes wrong in the database is thrown as Contended, where nothing was done, or as a Problem.
 */
export async function openDatabase(url: string, schema: string, tables: Tables[], connections = 20): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: schema,
    connectionTimeoutMillis: 5_000,
    query_timeout: 8_000,
    // one plan for all values: PostgreSQL takes an array for ten long, finds planning anew cheaper, and spends most of its time on that
    options: `-c plan_cache_mode=force_generic_plan -c search_path=${schema} -c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000`,
  });
  pool.on('error', error => console.error(`An idle connection broke: ${error.message}`)); // the pool opens another
  pool.on('connect', client => client.on('error', () => {})); // one at work: the query on it is rejected, and tells

  async function connected<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (pool.waitingCount >= MAX_WAITING)
      throw new Problem(503, 'overloaded', 'too many requests are waiting; nothing was done', { retryable: true });
    const client = await pool.connect().catch(explain);
    try {
      const result = await work(prepared(client));
      client.release();
      return result;
    } catch (error) {
      client.release(true); // whatever it was in the middle of ends with it
      throw explained(error);
    }
  }

  const database: Database = {
    query: (sql, values) => connected(connection => connection.query(sql, values)),
    connected,

    /** A refusal that was rolled back leaves a connection as good as new. */
    async transaction<T>(work: (tx: Connection) => Promise<T>, isolation: Isolation = 'read committed'): Promise<T> {
      const end = await connected<{ result: T } | { refused: unknown }>(async tx => {
        await tx.query(`begin isolation level ${isolation}`);
        try {
          const result = await work(tx);
          await tx.query('commit');
          return { result };
        } catch (refused) {
          await tx.query('rollback').catch(() => {
            throw refused;
          });
          return { refused };
        }
      });
      if ('refused' in end) throw explained(end.refused);
      return end.result;
    },

    close: () => pool.end(),
  };
  await database.transaction(async tx => {
    await tx.query(`select pg_advisory_xact_lock(hashtext($1))`, [schema]); // two servers that start at once take turns
    await tx.query(`create schema if not exists ${schema}`);
    for (const { file, last } of tables)
      if (!(await isThere(tx, `${schema}.${last}`))) await tx.query(readFileSync(file, 'utf8'));
  });
  return database;
}

async function isThere(tx: Connection, relation: string): Promise<boolean> {
  return (await tx.query('select to_regclass($1) is not null as there', [relation])).rows[0]!.there as boolean;
}

/** Every statement with values is prepared once for each connection, and neither parsed nor planned after that. */
function prepared(client: pg.PoolClient): Connection {
  return {
    query(sql: string, values?: unknown[]) {
      if (!values) return client.query(sql);
      if (!names.has(sql)) names.set(sql, `statement ${names.size}`);
      return client.query({ name: names.get(sql)!, text: sql, values });
    },
  };
}
const names = new Map<string, string>(); // as many as there are statements in the code

const because: Record<string, Because> = {
  '40P01': 'deadlock',
  '40001': 'conflict',
  '55P03': 'lock timeout',
  '57014': 'lock timeout',
};

function explain(error: unknown): never {
  throw explained(error);
}

/** Contended: rolled back. A connection that was lost: whether it was done, the same order will tell. */
function explained(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (error instanceof Problem) return error;
  if (because[code]) return new Contended(because[code]);
  const lost = /^(08|57P|53|25P03)/.test(code) || /^E[A-Z]+$/.test(code) || /connect|terminated|timeout/i.test(message);
  return lost ? unavailable('the database') : error;
}
