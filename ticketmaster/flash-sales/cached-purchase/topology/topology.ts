import { ask } from '@ticketmaster/replicated-servers/postgres';
import { openPostgresPair } from '@ticketmaster/replicated-servers/postgres-pair';
import type { Program } from '@ticketmaster/replicated-servers/program';
import { commanded, openRedisGroup, primaryPort } from '@ticketmaster/replicated-servers/redis';
import { openServers, type Programs } from '@ticketmaster/replicated-servers/servers';
import { type PromotionOptions, watchPrimary } from './watcher.ts';

export interface TopologyOptions extends Programs, PromotionOptions {}

export type Topology = Awaited<ReturnType<typeof openTopology>>;

export interface Row {
  name: string;
  port: number;
  pid: number | undefined;
  role: string;
}

/** To each database, of all app servers together: 300 as in the drawing, and a few for whoever watches. */
const MAX_CONNECTIONS = 310;

/**
 * The servers of the drawing behind its app servers: PostgreSQL primary and replica, not waited for by a commit, Redis master and replica,
 * three Sentinels, and one who watches the primary. All end with this process, however it ends.
 */
export async function openTopology(options: TopologyOptions) {
  const servers = await openServers('cached-purchase-');
  try {
    const pair = await openPostgresPair(servers, options, {
      ...{ names: ['postgres-1', 'postgres-2'], connections: MAX_CONNECTIONS, synchronous: false },
    });
    const { sentinels } = await openRedisGroup(servers, options, ['redis-1', 'redis-2']);
    const stopWatching = watchPrimary(pair, options);
    return {
      ...{ folder: servers.folder, postgresUrls: pair.urls, sentinels },
      /** Whom the watcher takes for it. */
      primary: pair.primary,
      member: servers.named,
      table: () => Promise.all(servers.programs.map(rowOf)),
      async close() {
        await stopWatching();
        await servers.end();
      },
    };
  } catch (error) {
    await servers.end();
    throw error;
  }
}

async function rowOf({ name, port, pid, isUp }: Program): Promise<Row> {
  const role = isUp() ? await roleOf(name, port).catch(() => 'does not answer') : 'dead';
  return { name, port, pid: pid(), role };
}

async function roleOf(name: string, port: number): Promise<string> {
  if (name.startsWith('postgres')) {
    const rows = await ask(`postgres://lab@127.0.0.1:${port}/postgres`, 'select pg_is_in_recovery() as follows');
    return rows[0]!.follows ? 'replica' : 'primary';
  }
  if (name.startsWith('sentinel')) return `says the master is at ${await primaryPort(port)}`;
  const [role] = (await commanded(port, redis => redis.role())) as [string];
  return role === 'slave' ? 'replica' : role;
}
