import { spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import type { Member } from './member.ts';
import { asked, openPostgresPair } from './postgres.ts';
import { commanded, MASTER, openRedis } from './redis.ts';
import { type PromotionOptions, watchPrimary } from './watcher.ts';

/** Where the programs of the servers are. */
export interface Programs {
  /** The folder of `initdb` and `postgres`. */
  postgresBin: string;
  /** Words before a command that make it run as `nobody`, where we are root: PostgreSQL refuses to run as root. */
  postgresAs: string[];
  redisServer: string;
}

export interface TopologyOptions extends Programs, PromotionOptions {}

export type Topology = Awaited<ReturnType<typeof openTopology>>;

export interface Row {
  name: string;
  port: number;
  pid: number | undefined;
  role: string;
}

const NOBODY = 65_534;

/**
 * The servers of the drawing behind its app servers: PostgreSQL primary and replica, Redis master and replica, three Sentinels, and one who
 * watches the primary. Each is a process of its own below a folder of their own, and all end with this one, however it ends.
 */
export async function openTopology({ postgresBin, postgresAs, redisServer, ...promotion }: TopologyOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'cached-purchase-'));
  const [postgresFolder, redisFolder] = [join(folder, 'postgres'), join(folder, 'redis')];
  const members: Member[] = [];
  const left = removedAfterUs(folder);
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  try {
    for (const one of [postgresFolder, redisFolder]) await mkdir(one);
    if (postgresAs.length > 0) for (const one of [folder, postgresFolder]) await chown(one, NOBODY, NOBODY);
    const ports: number[] = [];
    while (ports.length < 7) ports.push(await freePort());
    const [p1, p2, master, replica, ...sentinels] = ports as [number, number, number, number, ...number[]];
    const pair = await openPostgresPair({ bin: postgresBin, as: postgresAs, folder: postgresFolder, ports: [p1, p2] });
    members.push(...pair.members);
    members.push(
      ...(await openRedis({ server: redisServer, folder: redisFolder, ports: [master, replica, ...sentinels] })),
    );
    const watcher = watchPrimary(pair, promotion);
    await eventually(() => isWhole(p1, master, sentinels));
    return {
      ...{ folder, members },
      postgresUrls: pair.urls,
      sentinels: sentinels.map(port => ({ host: '127.0.0.1', port })),
      /** Whom the watcher takes for it. */
      primary: watcher.primary,
      member: (name: string) => members.find(one => one.name === name),
      table: () => Promise.all(members.map(rowOf)),
      async close() {
        await watcher.stop();
        await Promise.all(members.map(one => one.end()));
        await remove();
        left.forget();
      },
    };
  } catch (error) {
    await Promise.all(members.map(one => one.kill()));
    await remove();
    left.forget();
    throw error;
  }
}

/** A process that removes the folder once this one is gone and its servers, which end then too, have had a moment. */
function removedAfterUs(folder: string) {
  const script = 'cat >/dev/null; for n in 1 2 3 4 5; do sleep 1; rm -rf "$1" 2>/dev/null; done';
  const child = spawn('sh', ['-c', script, 'sh', folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  (child.stdin as Socket).unref();
  let forgotten = false;
  return {
    forget() {
      if (!forgotten) process.kill(-child.pid!, 'SIGKILL');
      forgotten = true;
    },
  };
}

/** Both replicas follow, and each Sentinel knows the replica and the other two: from here on any of them may die. */
async function isWhole(primary: number, master: number, sentinels: number[]): Promise<void> {
  const streaming = await asked(
    `postgres://lab@127.0.0.1:${primary}/postgres`,
    'select state from pg_stat_replication',
  );
  if (streaming[0]?.state !== 'streaming') throw new Error('the replica of PostgreSQL does not stream yet');
  const info = await commanded(master, redis => redis.info('replication'));
  if (!/state=online/.test(info)) throw new Error('the replica of Redis does not follow yet');
  for (const port of sentinels) {
    const known = await commanded(port, redis => redis.info('sentinel'));
    if (!/slaves=1,sentinels=3/.test(known)) throw new Error(`a Sentinel does not know all others yet: ${known}`);
  }
}

async function rowOf({ name, port, pid, runs }: Member): Promise<Row> {
  const role = runs() ? await roleOf(name, port).catch(() => 'does not answer') : 'dead';
  return { name, port, pid: pid(), role };
}

async function roleOf(name: string, port: number): Promise<string> {
  if (name.startsWith('postgres')) {
    const rows = await asked(`postgres://lab@127.0.0.1:${port}/postgres`, 'select pg_is_in_recovery() as follows');
    return rows[0]!.follows ? 'replica' : 'primary';
  }
  if (name.startsWith('sentinel')) {
    const at = await commanded(port, redis => redis.call('sentinel', 'get-master-addr-by-name', MASTER));
    return `says the master is at ${(at as string[])[1]}`;
  }
  const [role] = (await commanded(port, redis => redis.role())) as [string];
  return role === 'slave' ? 'replica' : role;
}
