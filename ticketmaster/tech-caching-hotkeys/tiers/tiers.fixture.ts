import { env } from '@ticketmaster/common/env';
import { connectToCluster } from '@ticketmaster/redis/cluster';
import { unique } from '@ticketmaster/testing/eventually';
import type { Entry } from './entry.ts';
import { asText, LEASED, redisTier, type Tier2, type Tier2Options } from './tier2.ts';

/** The lab's cluster, with keys that no other test uses. Keys end by themselves. Close it. */
export async function openCluster() {
  const cluster = await connectToCluster(env.text('REDIS_CLUSTER_URL'), { shardedSubscribers: true, withinMs: 5_000 });
  const prefix = `${unique('tiers')}:`;
  return {
    cluster,
    prefix,
    texts: (options: Partial<Tier2Options<string>> = {}) =>
      redisTier(cluster, { codec: asText, prefix, withinMs: 5_000, ...options }),
    numbers: (options: Partial<Tier2Options<number>> = {}) =>
      redisTier(cluster, {
        codec: { encode: String, decode: Number },
        newer: true,
        prefix,
        withinMs: 5_000,
        ...options,
      }),
    close: async () => cluster.disconnect(),
  };
}

/** A tier in memory, for experiments in which time is only a number. */
export function memoryTier<V>(now: () => number, leaseMs = 2_000): Tier2<V> {
  const there = new Map<string, { entry: Entry<V> | typeof LEASED; until: number }>();
  const get = async (key: string) => {
    const one = there.get(key);
    return one && one.until > now() ? one.entry : undefined;
  };
  return {
    get,
    async lease(key) {
      const entry = await get(key);
      if (entry !== undefined) return entry;
      there.set(key, { entry: LEASED, until: now() + leaseMs });
      return 'yours';
    },
    fill: async (key, entry) => void there.set(key, { entry, until: entry.expiresAt }),
    giveUp: async key => void there.delete(key),
  };
}

/** A tier that is away. */
export const brokenTier = <V>(): Tier2<V> => {
  const away = () => Promise.reject(new Error('away'));
  return { get: away, lease: away, fill: away, giveUp: away };
};
