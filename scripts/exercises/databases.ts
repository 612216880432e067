/** Databases of their own for a run: a lesson's tests and its copies use the same schemas, and a copy may change what is in them. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const isPostgres = ([name, url]: [string, string | undefined]): boolean =>
  /^PG_URL(_\d)?$/.test(name) && url !== undefined;

/** Hands `work` an environment whose PG_URL, PG_URL_2 … name empty databases, which are dropped when it ends. */
export async function inFreshDatabases<T>(
  environment: NodeJS.ProcessEnv,
  work: (environment: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const name = `exercise_${randomBytes(6).toString('hex')}`;
  const servers = Object.entries(environment).filter(isPostgres) as [string, string][];
  const fresh = { ...environment };
  try {
    for (const [variable, url] of servers) {
      await on(url, client => client.query(`create database ${name}`));
      fresh[variable] = within(url, name);
    }
    return await work(fresh);
  } finally {
    for (const [variable, url] of servers) if (fresh[variable] !== url) await drop(url, name);
  }
}

function within(url: string, database: string): string {
  const there = new URL(url);
  there.pathname = `/${database}`;
  return there.href;
}

/** What a coordinator with a bug has left prepared would keep its database for ever. */
async function drop(url: string, name: string): Promise<void> {
  await on(within(url, name), async client => {
    const { rows } = await client.query<{ gid: string }>(
      'select gid from pg_prepared_xacts where database = current_database()',
    );
    for (const { gid } of rows) await client.query(`rollback prepared ${client.escapeLiteral(gid)}`);
  });
  await on(url, client => client.query(`drop database ${name} with (force)`));
}

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 30_000 });
  client.on('error', () => {}); // the query on it is rejected, and tells
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
