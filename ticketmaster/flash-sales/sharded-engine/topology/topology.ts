import { openPostgresPair, type PairParts } from '@ticketmaster/replicated-servers/postgres-pair';
import type { Program } from '@ticketmaster/replicated-servers/program';
import { openRedisGroup } from '@ticketmaster/replicated-servers/redis';
import { openServers, type Programs } from '@ticketmaster/replicated-servers/servers';

export interface TopologyParts extends Programs, Pick<PairParts, 'synchronous'> {}

/** A server, as the drawing has it and as it is here. */
export interface Server {
  name: string;
  /** Where the drawing has it; null for what it does not have. */
  drawn: number | null;
  port: number;
  role: 'primary' | 'replica' | 'sentinel' | 'server';
  up: boolean;
}

export type Topology = Awaited<ReturnType<typeof openTopology>>;

const SHARDS: PairParts['names'][] = [
  ['postgres-5433', 'postgres-5434'],
  ['postgres-5435', 'postgres-5436'],
];

/**
 * Two shards of PostgreSQL, each a primary and a replica that follows it, and a Redis with a replica and three Sentinels, on free ports. All of
 * them end with this process, however it ends.
 */
export async function openTopology({ synchronous, ...programs }: TopologyParts) {
  const servers = await openServers('topology-');
  try {
    const [redis, ...shards] = await Promise.all([
      openRedisGroup(servers, programs, ['redis-6379', 'redis-replica']),
      ...SHARDS.map(names => openPostgresPair(servers, programs, { names, connections: 200, synchronous })),
    ]);
    return {
      folder: servers.folder,
      /** The URLs of both servers of each shard. Which one is the primary, they say themselves. */
      shardUrls: shards.map(({ urls }) => urls),
      sentinels: redis.sentinels,

      status: (): Server[] => [
        ...redis.members.map((one, nth) => shown(one, (['primary', 'replica'] as const)[nth] ?? 'sentinel')),
        ...shards.flatMap(({ members, primary }) =>
          members.map(one => shown(one, one === primary() ? 'primary' : 'replica')),
        ),
      ],

      /** False for a name that nobody has. */
      async kill(name: string): Promise<boolean> {
        await servers.named(name)?.kill();
        return servers.named(name) !== undefined;
      },

      /** A primary that was superseded comes back as a replica, with a fresh copy of the new primary. */
      async start(name: string): Promise<boolean> {
        const shard = shards[SHARDS.findIndex(names => names.includes(name))];
        await (shard ? shard.start(name) : servers.named(name)?.start());
        return servers.named(name) !== undefined;
      },

      /** The replica of the nth shard, counted from 1, becomes its primary. */
      async promote(nth: number): Promise<boolean> {
        await shards[nth - 1]?.promote();
        return shards[nth - 1] !== undefined;
      },

      /** For experiments: the replica goes on answering, and hears nothing more of its primary. */
      stall: (nth: number) => shards[nth - 1]!.stall(),
      end: servers.end,
    };
  } catch (error) {
    await servers.end();
    throw error;
  }
}

const shown = ({ name, port, isUp }: Program, role: Server['role']): Server => ({
  ...{ name, drawn: Number(/\d{4}$/.exec(name)?.[0] ?? 0) || null, port, role, up: isUp() },
});
