import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import { Client, type ClientConfig } from 'pg';
import type { Program } from './program.ts';
import type { Programs, Servers } from './servers.ts';

export interface Postgres extends Program {
  url: string;
  /** The folder of its data. */
  data: string;
}

/** Not started yet. What is written is on the disk before it is acknowledged: fsync is on. */
export async function openPostgres(
  servers: Servers,
  { postgresBin, postgresAs }: Programs,
  name: string,
  connections: number,
): Promise<Postgres> {
  const [port, data] = [await freePort(), join(servers.folder, name)];
  const url = `postgres://lab@127.0.0.1:${port}/postgres`;
  const here = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const settings = { ...here, max_connections: connections, shared_buffers: '32MB' };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const command = [...postgresAs, join(postgresBin, 'postgres'), '-D', data, '-p', `${port}`, ...options];
  return { ...servers.open({ name, port, command, answers: () => ask(url, 'select 1') }), url, data };
}

export async function initialise({ data }: Postgres, { postgresBin, postgresAs }: Programs): Promise<void> {
  const options = ['-U', 'lab', '--auth=trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  await run([...postgresAs, join(postgresBin, 'initdb'), '-D', data, ...options]);
}

/** Makes a server that does not run a copy of the primary, that will follow it: pg_basebackup's protocol, without pg_basebackup. */
export async function copy(primary: Postgres, { data }: Postgres, { postgresAs }: Programs): Promise<void> {
  await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  await ask(primary.url, SLOT);
  const options = `LABEL 'replica', CHECKPOINT 'fast', TARGET 'server', TARGET_DETAIL '${data}', WAL true`; // it makes the folder
  await ask(primary.url, `BASE_BACKUP (${options})`, 60_000, { replication: 'true' } as ClientConfig);
  const unpack = 'cd "$1" && tar -xf base.tar && rm base.tar && touch standby.signal && chmod 700 .';
  await run([...postgresAs, 'sh', '-c', unpack, 'sh', data]);
  await writeFile(join(data, 'postgresql.auto.conf'), following(primary.port)); // the primary's own would make it wait for a replica, too
}

/** The primary keeps what the replica has not read yet, for as long as this is there: also for one that never comes back. */
const SLOT = `select pg_create_physical_replication_slot('replica', true)
  where not exists (select from pg_replication_slots where slot_name = 'replica')`;

const following = (port: number) => `primary_conninfo = 'host=127.0.0.1 port=${port} user=lab application_name=replica'
primary_slot_name = 'replica'
wal_retrieve_retry_interval = '200ms'
`;

export const untilStreaming = (primary: Postgres) =>
  untilTrue(primary, `exists (select from pg_stat_replication where state = 'streaming')`);

/** From then on a commit is acknowledged once the replica has it, too. Resolves when that is in force, which is not at once. */
export async function beSynchronous(primary: Postgres): Promise<void> {
  await alter(primary, 'synchronous_standby_names', 'FIRST 1 (replica)');
  await untilTrue(primary, `exists (select from pg_stat_replication where sync_state = 'sync')`);
}

/** A replica goes on answering, and hears nothing more of its primary: nobody is at port 1. */
export async function stopFollowing(replica: Postgres): Promise<void> {
  await alter(replica, 'primary_conninfo', 'host=127.0.0.1 port=1');
  await untilTrue(replica, 'not exists (select from pg_stat_wal_receiver)');
}

/** Makes a replica a primary: resolves when it takes writes. It waits for no replica, as it has none. */
export const promote = (replica: Postgres) => ask(replica.url, 'select pg_promote(true, 30)', 40_000);

async function alter({ url }: Postgres, setting: string, value: string): Promise<void> {
  await ask(url, `alter system set ${setting} = '${value}'`);
  await ask(url, 'select pg_reload_conf()');
}

const untilTrue = ({ name, url }: Postgres, what: string) =>
  eventually(async () => {
    const [row] = await ask(url, `select ${what} as yes`);
    if (!row!.yes) throw new Error(`${name} still says no: ${what}`);
  }, 15_000);

const run = ([command, ...args]: string[]) => promisify(execFile)(command!, args, { cwd: '/', timeout: 60_000 });

/** One statement, on a connection of its own. */
export async function ask(
  url: string,
  sql: string,
  withinMs = 3_000,
  more: ClientConfig = {},
): Promise<Record<string, unknown>[]> {
  const waits = { connectionTimeoutMillis: withinMs, query_timeout: withinMs };
  const client = new Client({ connectionString: url, application_name: 'watcher', ...waits, ...more });
  client.on('error', () => {}); // its query is rejected, and tells
  try {
    await client.connect();
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end().catch(() => {});
  }
}
