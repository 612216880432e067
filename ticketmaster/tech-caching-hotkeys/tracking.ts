import { BasicPooledClientSideCache, createCluster } from '@redis/client';
import { asJson, asText, type Codec, entryIn, type Tier2 } from '@ticketmaster/caching-tiers/tier2';

export interface TrackingOptions {
  prefix: string;
  maxEntries?: number;
  withinMs?: number;
}

/**
 * Tier 1 kept by the client: Redis remembers who has read a key and tells them when it changes (CLIENT TRACKING, RESP3). Of ioredis no such
 * message reaches the application (redis/ioredis#1995), so this one way uses Redis' own client.
 */
export async function trackedReads(url: string, { prefix, maxEntries = 10_000, withinMs = 250 }: TrackingOptions) {
  const cache = new BasicPooledClientSideCache({ ttl: 0, maxEntries, evictPolicy: 'LRU' });
  const client = createCluster({
    rootNodes: [{ url }],
    defaults: { disableOfflineQueue: true, socket: { connectTimeout: 1_000 } },
    commandOptions: { timeout: withinMs },
    clientSideCache: cache,
    RESP: 3,
  });
  let away = false;
  client.on('error', (error: Error) => {
    if (!away)
      console.error(`Redis Cluster at ${new URL(url).host} is away from the tracking client: ${error.message}`);
    away = true;
  });
  client.on('node-ready', () => (away = false));
  await client.connect();

  /** `tier` with reads that the client may answer from its own memory. Writes go the usual way, and Redis tells us of them, too. */
  const tracked = <V>(tier: Tier2<V>, codec: Codec<V>): Tier2<V> => ({
    ...tier,
    get: async key => entryIn(await client.get(prefix + key), codec),
  });
  return {
    versions: (tier: Tier2<number>) => tracked(tier, asJson<number>()),
    values: (tier: Tier2<string>) => tracked(tier, asText),
    /** Reads answered from memory, and by Redis. */
    stats: () => ({ hits: cache.stats().hitCount, misses: cache.stats().missCount }),
    close: async () => client.destroy(),
  };
}

export type TrackedReads = Awaited<ReturnType<typeof trackedReads>>;
