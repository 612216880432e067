import { redisLocks } from '@ticketmaster/locking-redlock/lock';
import { impatient, voterOf } from '@ticketmaster/locking-redlock/voters';
import { connectToRedis, retryPause } from '@ticketmaster/redis/connect';
import { connectToDatabases } from '@ticketmaster/replicated-servers/databases';
import { GROUP } from '@ticketmaster/replicated-servers/redis';
import { eventually } from '@ticketmaster/testing/eventually';
import { productCache } from './cache.ts';
import type { Layers } from './layers.ts';
import { type CachedSale, cachedSale } from './sale.ts';
import { makeTables } from './stock.ts';

export interface OpenParts {
  postgresUrls: string[];
  sentinels: { host: string; port: number }[];
  schema: string;
  layers?: Layers;
  /** To each database, at most. */
  connections?: number;
  /** As the drawing has it 5,000. ms */
  lockMs?: number;
  /** How long who does not get the lock waits for it: not at all, unless it is said. ms */
  waitMs?: number;
  lifeSeconds?: number;
  warn?: (line: string) => void;
}

/** Opens the connections, hands them to the sale, and closes them. */
export async function openSale(parts: OpenParts): Promise<CachedSale & { ready(): Promise<unknown> }> {
  const {
    postgresUrls,
    sentinels,
    schema,
    layers,
    connections = 20,
    lockMs = 5_000,
    waitMs = 0,
    lifeSeconds,
    warn,
  } = parts;
  const redis = connectToRedis(`redis://${GROUP}`, {
    ...{ ...impatient, sentinels, name: GROUP, commandTimeout: 500 },
    retryStrategy: attempts => Math.min(200, retryPause(attempts)), // an election takes a second or two
    sentinelRetryStrategy: attempts => Math.min(200, retryPause(attempts)),
    reconnectOnError: error => error.message.startsWith('READONLY'), // a master that became a replica
  });
  await eventually(() => redis.connect().catch(error => redis.status === 'ready' || Promise.reject(error)), 10_000);
  const cache = productCache(redis, lifeSeconds);
  const databases = await connectToDatabases({
    ...{ urls: postgresUrls, schema, connections, name: 'the primary database', everyMs: 150 },
    promoted: () => cache.forgetAll().catch(error => warn?.(`forgot nothing: ${error.message}`)),
  });
  await makeTables(databases.primary(), schema);
  await eventually(async () => databases.replica()?.query('select from product limit 0')); // it has them in a moment
  const sale = cachedSale({
    ...{ databases, cache },
    ...(layers && { layers }),
    ...(warn && { warn }),
    lockAll: redisLocks([voterOf(redis)], { leaseMs: lockMs, holdMs: lockMs, waitMs }),
  });
  return {
    ...sale,
    ready: async () => databases.primary().query('select 1'),
    async close() {
      redis.disconnect();
      await databases.close();
    },
  };
}
