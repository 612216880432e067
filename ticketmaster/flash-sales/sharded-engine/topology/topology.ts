import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import type { Program } from './program.ts';
import { knowsAll, type Place, redis, sentinel } from './redis.ts';
import type { Server, TopologyParts } from './roles.ts';
import { openShardServers, type ShardServers } from './shard-servers.ts';

export const SHARDS = [
  { primary: 5433, replica: 5434 },
  { primary: 5435, replica: 5436 },
];

/**
 * Two shards of PostgreSQL, each a primary and a replica that follows it, and a Redis with a replica and three Sentinels. All are processes of
 * their own on free ports, their data in a folder of their own that `end` removes. All of them end with this process, however it ends.
 */
export async function openTopology(parts: TopologyParts) {
  const folder = await mkdtemp(join(tmpdir(), 'topology-'));
  await chmod(folder, 0o755); // PostgreSQL may be another user
  const opened: Program[] = [];
  const end = async () => {
    await Promise.all(opened.map(one => one.end()));
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    const shards = SHARDS.map(drawn => openShardServers(parts, drawn, folder));
    const [lock, ...servers] = await Promise.all([openLock(parts, folder, opened), ...shards]);
    return { folder, ...topologyOf(lock, servers, end, opened) };
  } catch (error) {
    await end();
    throw error;
  }
}

export type Topology = Awaited<ReturnType<typeof openTopology>>;

function topologyOf(lock: Lock, shards: ShardServers[], end: () => Promise<void>, opened: Program[]) {
  opened.push(...shards.flatMap(shard => shard.programs()));
  const shardOf = (name: string) => shards.find(shard => shard.has(name));
  const programOf = (name: string) => lock.programs.find(one => one.name === name);

  return {
    /** The URLs of both servers of each shard. Which one is the primary, they say themselves. */
    shardUrls: shards.map(shard => shard.urls),
    sentinels: lock.sentinels,

    status: (): Server[] => [...lock.status(), ...shards.flatMap(shard => shard.status())],

    /** False for a name that nobody has. */
    async kill(name: string): Promise<boolean> {
      const program =
        programOf(name) ??
        shardOf(name)
          ?.programs()
          .find(one => one.name === name);
      await program?.kill();
      return program !== undefined;
    },

    /** A primary that was superseded comes back as a replica, with a fresh copy of the new primary. */
    async start(name: string): Promise<boolean> {
      const program = programOf(name);
      if (program) await program.start();
      return program !== undefined || ((await shardOf(name)?.start(name)) ?? false);
    },

    /** The replica of the nth shard, counted from 1, becomes its primary. The old one is killed first: two would both sell. */
    async promote(nth: number): Promise<boolean> {
      await shards[nth - 1]?.promote();
      return shards[nth - 1] !== undefined;
    },

    /** For experiments: the replica goes on answering, and hears nothing more of its primary. */
    stall: (nth: number) => shards[nth - 1]!.stall(),
    end: () => {
      opened.push(...shards.flatMap(shard => shard.programs()));
      return end();
    },
  };
}

type Lock = Awaited<ReturnType<typeof openLock>>;

async function openLock(parts: TopologyParts, folder: string, opened: Program[]) {
  const place = async (name: string): Promise<Place> => ({
    ...{ name, program: parts.redis, folder: join(folder, name) },
    port: await freePort(),
  });
  const [first, second] = [await place('redis-6379'), await place('redis-replica')];
  const sentinels = [await place('sentinel-1'), await place('sentinel-2'), await place('sentinel-3')];
  const programs = [
    await redis(first),
    await redis(second, first.port),
    ...(await Promise.all(sentinels.map(one => sentinel(one, first.port)))),
  ];
  opened.push(...programs);
  for (const one of programs) await one.start();
  await Promise.all(sentinels.map(({ port }) => eventually(() => knowsAll(port), 30_000)));
  const status = (): Server[] =>
    programs.map((one, nth) => ({
      ...{ name: one.name, drawn: nth === 0 ? 6379 : null, port: [first, second, ...sentinels][nth]!.port },
      ...{ role: nth === 0 ? 'primary' : nth === 1 ? 'replica' : 'sentinel', up: one.isUp() },
    }));
  return { programs, status, sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })) };
}
