import { execFile } from 'node:child_process';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type ClientConfig } from 'pg';
import { type Launch, openProgram, type Program } from './program.ts';

const run = promisify(execFile);
const NOBODY = 65534;

/** Where PostgreSQL keeps its data and listens. */
export interface Place {
  name: string;
  /** The folder of the programs postgres and initdb. */
  programs: string;
  /** A folder that PostgreSQL may enter; `data` is made in it. */
  folder: string;
  port: number;
}

export const urlOf = ({ port }: Pick<Place, 'port'>) => `postgres://lab:lab@127.0.0.1:${port}/postgres`;

/** PostgreSQL refuses to run as root: then it is nobody, who may still pass through closed folders. */
function unprivileged(command: string, args: string[]): Launch {
  if (process.getuid?.() !== 0) return { command, args };
  const passing = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const become = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return { command: 'setpriv', args: [...become, ...passing, command, ...args] };
}

async function runAs(command: string, args: string[]): Promise<void> {
  const launch = unprivileged(command, args);
  await run(launch.command, launch.args, { cwd: '/', timeout: 60_000 });
}

async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) await chown(path, NOBODY, NOBODY);
  return path;
}

const settings = (values: Record<string, string | number>) =>
  Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** What is written is on the disk before it is acknowledged: fsync is on. */
export function postgres({ name, programs, folder, port }: Place): Program {
  const here = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200 };
  const launch = unprivileged(join(programs, 'postgres'), [
    ...['-D', join(folder, 'data'), '-p', `${port}`],
    ...settings({ ...here, shared_buffers: '32MB', wal_level: 'replica', hot_standby: 'on' }),
  ]);
  return openProgram({ name, launch, endSignal: 'SIGINT', answers: () => ask(port, 'select 1') });
}

export async function initialise({ programs, folder }: Place): Promise<void> {
  const data = await emptyFolder(join(folder, 'data'));
  const options = ['-U', 'lab', '--auth=trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  await runAs(join(programs, 'initdb'), ['-D', data, ...options]);
}

/** Makes `place` a copy of the primary that will follow it: pg_basebackup's protocol, without pg_basebackup. */
export async function copyOf(primaryPort: number, { folder }: Place): Promise<void> {
  const backup = await emptyFolder(join(folder, 'backup'));
  const data = await emptyFolder(join(folder, 'data'));
  await ask(primaryPort, SLOT);
  await ask(
    primaryPort,
    `BASE_BACKUP (LABEL 'replica', CHECKPOINT 'fast', TARGET 'server', TARGET_DETAIL '${backup}', WAL true)`,
    { replication: 'true' } as ClientConfig,
  );
  await runAs('tar', ['-xf', join(backup, 'base.tar'), '-C', data]);
  await rm(backup, { recursive: true });
  await writeFile(join(data, 'postgresql.auto.conf'), following(primaryPort)); // the primary's own would make it wait for a replica, too
  const signal = join(data, 'standby.signal');
  await writeFile(signal, '');
  if (process.getuid?.() === 0) await chown(signal, NOBODY, NOBODY);
}

const following = (port: number) => `primary_conninfo = 'host=127.0.0.1 port=${port} user=lab application_name=replica'
primary_slot_name = 'replica'
wal_retrieve_retry_interval = '200ms'
`;

/** A replica goes on answering, and hears nothing more of its primary: nobody is at port 1. */
export async function stopFollowing(port: number): Promise<void> {
  await ask(port, `alter system set primary_conninfo = 'host=127.0.0.1 port=1'`);
  await ask(port, 'select pg_reload_conf()');
  await untilTrue(port, 'select not exists (select from pg_stat_wal_receiver) as yes');
}

/** The primary keeps what the replica has not read yet, for as long as this is there. */
const SLOT = `select pg_create_physical_replication_slot('replica')
  where not exists (select from pg_replication_slots where slot_name = 'replica')`;

/** From then on a commit is acknowledged once the replica has it, too. Resolves when that is in force, which is not at once. */
export async function beSynchronous(port: number): Promise<void> {
  await ask(port, `alter system set synchronous_standby_names = 'FIRST 1 (replica)'`);
  await ask(port, 'select pg_reload_conf()');
  await untilTrue(port, `select exists (select from pg_stat_replication where sync_state = 'sync') as yes`);
}

export const untilStreaming = (port: number) =>
  untilTrue(port, `select exists (select from pg_stat_replication where state = 'streaming') as yes`);

/** Makes a replica the primary. It has no replica of its own now, so that it waits for none. */
export async function promote(port: number): Promise<void> {
  await ask(port, 'select pg_promote(true, 10)');
  await ask(port, 'alter system reset synchronous_standby_names');
  await ask(port, 'select pg_reload_conf()');
}

async function untilTrue(port: number, question: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await ask(port, question))[0]?.yes)
    if (Date.now() > deadline) throw new Error(`The PostgreSQL at port ${port} still says no: ${question}`);
}

async function ask(port: number, sql: string, more: ClientConfig = {}): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: urlOf({ port }), connectionTimeoutMillis: 3_000, ...more });
  client.on('error', () => {}); // its query is rejected, and tells
  await client.connect();
  try {
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}
