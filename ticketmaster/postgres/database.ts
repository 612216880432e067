import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import type pg from 'pg';
import { explained } from './errors.ts';
import { openPool } from './pool.ts';

/** One connection, inside a transaction or not. A part that is handed one opens nothing and closes nothing. */
export interface Connection {
  /** A statement with values is prepared once for each connection, and neither parsed nor planned after that. */
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
  /** Of the pool, now: connections at work and idle, and callers that wait for one. */
  load(): { busy: number; idle: number; waiting: number };
  close(): Promise<void>;
}

export interface Options {
  /** Where unqualified names are looked for; also the name that pg_stat_activity shows. */
  schema: string;
  connections?: number;
  /** For a connection or a statement; a lock is waited for a bit more than half of that. */
  patienceMs?: number;
}

/** How many may wait for a connection; more would only grow old in the queue. */
const MAX_WAITING = 1_000;

/**
 * A pool of connections, none of them open yet. Every wait is bounded. What goes wrong in the database is thrown as Contended, where it was
 * rolled back, or as Problem 503, where the same call will tell whether it was done (errors.ts).
 *
 * When a machine vanishes without a word, PostgreSQL finds out by TCP within about 20 s and ends the session with its locks; without the
 * four tcp settings that takes two hours. A process that is killed loses its session at once: its kernel says goodbye for it.
 */
export function connectToPostgres(url: string, { schema, connections = 20, patienceMs = 5_000 }: Options): Database {
  const settings = {
    search_path: schema,
    // one plan for all values: PostgreSQL takes an array for ten long, finds planning anew cheaper, and spends most of its time on that
    plan_cache_mode: 'force_generic_plan',
    statement_timeout: patienceMs,
    lock_timeout: 0.6 * patienceMs,
    idle_in_transaction_session_timeout: 30_000,
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 3,
    tcp_keepalives_count: 3,
    tcp_user_timeout: 20_000,
  };
  const pool = openPool({
    connectionString: url,
    max: connections,
    application_name: schema,
    keepAlive: true,
    connectionTimeoutMillis: patienceMs, // for a connection of the pool, too
    query_timeout: patienceMs + 3_000, // a server that stopped answering
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });

  async function connected<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (pool.waitingCount >= MAX_WAITING) throw overloaded('too many requests are waiting');
    const client = await pool.connect().catch(({ message }: Error) => {
      const allTaken = /timeout exceeded/.test(message) && pool.totalCount >= connections;
      throw allTaken ? overloaded('no connection to the database came free') : unavailable('the database');
    });
    try {
      const result = await work(prepared(client));
      client.release();
      return result;
    } catch (error) {
      client.release(true); // whatever it was in the middle of ends with it
      throw explained(error);
    }
  }

  return {
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

    load: () => ({
      ...{ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount },
    }),
    close: () => pool.end(),
  };
}

const overloaded = (why: string) => new Problem(503, 'overloaded', `${why}; nothing was done`, { retryable: true });

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
