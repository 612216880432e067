import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Member, memberOf } from './member.ts';

const run = promisify(execFile);

export interface PostgresParts {
  /** The folder of the programs `initdb` and `postgres`. */
  bin: string;
  /** Words before a command that make it run as another user than root. */
  as: string[];
  /** Theirs alone; that user may write there. */
  folder: string;
  ports: [primary: number, replica: number];
}

export interface PostgresPair {
  members: [Member, Member];
  urls: [string, string];
  /** Makes a standby the primary: answers when it takes writes. */
  promote(url: string): Promise<void>;
}

/** Of each database, for all app servers together: 300 for them as in the drawing, and a few for whoever watches. */
export const MAX_CONNECTIONS = 310;

/** A primary, and a replica that streams from it, not waited for by a commit: as in the drawing. Its base backup is taken over the replication protocol. */
export async function openPostgresPair({ bin, as, folder, ports }: PostgresParts): Promise<PostgresPair> {
  const [primaryData, replicaData] = [join(folder, 'primary'), join(folder, 'replica')];
  const asThem = (command: string, ...args: string[]) => [...as, command, ...args] as [string, ...string[]];
  const doAsThem = async (command: string, ...args: string[]) => {
    const [first, ...rest] = asThem(command, ...args);
    await run(first, rest, { cwd: folder, timeout: 60_000 });
  };
  const urls = ports.map(urlOf) as [string, string];
  const member = (name: string, data: string, port: number, url: string, settings: Record<string, string>): Member =>
    memberOf({
      ...{ name, folder, port, handshake: () => asked(url, 'select 1') },
      command: asThem(join(bin, 'postgres'), '-D', data, '-p', `${port}`, ...asArguments({ ...COMMON, ...settings })),
    });

  await doAsThem(
    join(bin, 'initdb'),
    '-D',
    primaryData,
    '-U',
    'lab',
    '--auth=trust',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  );
  const primary = member('postgres-1', primaryData, ports[0], urls[0], {});
  await primary.start();
  const replica = member('postgres-2', replicaData, ports[1], urls[1], {
    primary_conninfo: `host=127.0.0.1 port=${ports[0]} user=lab application_name=replica`,
  });
  try {
    await backedUp(urls[0], replicaData);
    await doAsThem('tar', '-xf', join(replicaData, 'base.tar'), '-C', replicaData);
    await doAsThem('touch', join(replicaData, 'standby.signal'));
    await doAsThem('chmod', '700', replicaData);
    await replica.start();
  } catch (error) {
    await primary.kill();
    throw error;
  }
  return {
    ...{ members: [primary, replica], urls },
    promote: async url => void (await asked(url, 'select pg_promote(true, 30)')),
  };
}

const urlOf = (port: number) => `postgres://lab@127.0.0.1:${port}/postgres`;

const COMMON = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: `${MAX_CONNECTIONS}`,
  wal_level: 'replica',
  hot_standby: 'on',
  wal_keep_size: '256MB', // instead of a slot, which would keep all for a replica that never comes back
  shared_buffers: '32MB',
};

const asArguments = (settings: Record<string, string>) =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** The server itself writes `base.tar` into the folder, which it makes. */
async function backedUp(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, replication: 'true' } as pg.ClientConfig);
  await client.connect();
  try {
    const options = `LABEL 'replica', CHECKPOINT 'fast', TARGET 'server', TARGET_DETAIL '${folder}', WAL true`;
    await client.query(`BASE_BACKUP (${options})`);
  } finally {
    await client.end();
  }
}

/** One statement on a connection of its own. */
export async function asked(url: string, sql: string, withinMs = 3_000): Promise<Record<string, unknown>[]> {
  const timeouts = { connectionTimeoutMillis: withinMs, query_timeout: sql.includes('pg_promote') ? 40_000 : withinMs };
  const client = new pg.Client({ connectionString: url, application_name: 'watcher', ...timeouts });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
