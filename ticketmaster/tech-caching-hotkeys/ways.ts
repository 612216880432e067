import { type Counts, noCounts } from '@ticketmaster/caching-tiers/counts';
import type { HotBoard } from '@ticketmaster/caching-tiers/hot-board';
import { breakersOf, chosenShards, type NodeOfSlot } from '@ticketmaster/caching-tiers/shards';
import { PATIENCE } from '@ticketmaster/caching-tiers/shared-load';
import { asJson, asText, redisTier, type Tier2 } from '@ticketmaster/caching-tiers/tier2';
import { tieredCache } from '@ticketmaster/caching-tiers/tiered-cache';
import { type Versioned, versionedCache } from '@ticketmaster/caching-tiers/versioned';
import { Problem } from '@ticketmaster/common/problem';
import { atMost } from '@ticketmaster/limits/at-most';
import { circuitBreaker } from '@ticketmaster/limits/breaker';
import type { Cluster } from 'ioredis';
import type { Events, ViewName } from './events.ts';
import type { TrackedReads } from './tracking.ts';

/** Reads a view of an event in one way; undefined: there is no such event. */
export type Read = (view: ViewName, eventId: string, userId: string) => Promise<Versioned<string> | undefined>;

/** Reads a view of many events, in their order. */
export type ReadMany = (
  view: ViewName,
  eventIds: readonly string[],
  userId: string,
) => Promise<(Versioned<string> | undefined)[]>;

export interface Way {
  read: Read;
  readMany: ReadMany;
}

export interface WaysParts {
  events: Pick<Events, 'view' | 'version'>;
  redis: Cluster;
  /** Which events are hot, and which node has a slot. */
  board: Pick<HotBoard, 'isHot'>;
  nodeOf: NodeOfSlot;
  /** In front of all keys, so that labs and tests share a cluster. */
  prefix: string;
  /** Without it the way `tracking` reads as `redis` does. */
  tracking?: TrackedReads;
  tier1Ms?: number;
  ttlMs?: number;
  /** How long other processes wait for one that loads: longer than a query takes, short for who waits when it has died. */
  leaseMs?: number;
  /** How long a command to Redis may take. */
  withinMs?: number;
  /** How many queries of readers the database gets at once from this process, and how many readers may wait for one. */
  queries?: { inFlight: number; waiting: number };
  now?: () => number;
}

/** The ways to read, over one database and one cluster. They share what tier 2 holds and the bound on queries, and nothing else. */
export function waysOf(parts: WaysParts) {
  const { events, redis, board, nodeOf, prefix, tracking, ttlMs = 5_000, tier1Ms = 250, now = Date.now } = parts;
  const { leaseMs = 2_000, withinMs, queries = { inFlight: 8, waiting: 200 } } = parts;
  const toSource = atMost({ ...queries, full: tooMany });
  const breakerOf = breakersOf(nodeOf, () => circuitBreaker(PATIENCE), prefix);
  const common = { ttlMs, leaseMs, toSource, breakerOf, now };
  const redisAt = { prefix, now, ...(withinMs !== undefined && { withinMs }) };
  const versions = redisTier(redis, { codec: asJson<number>(), leaseMs, newer: true, ...redisAt });
  const values = redisTier(redis, { codec: asText, leaseMs, ...redisAt });

  const view = (name: ViewName) => ({ name, load: async (id: string) => (await events.view(name, id))?.json });
  const shown = { event: view('event'), 'seat-map': view('seat-map'), availability: view('availability') };

  const oneKey = (_id: string, key: string) => [`${key}:0`];
  const oneForEachNode = (id: string, key: string) =>
    board.isHot(id) ? chosenShards(key, nodeOf, prefix) : oneKey(id, key);

  function tiered(tier1Ms: number, { shards = oneKey, versions: pointers = versions, values: texts = values } = {}) {
    const more = { ...common, tier1Ms };
    const pointerCache = tieredCache<number>({ ...more, tier2: pointers, newest: Math.max });
    // a value says in its key which version it is: only the pointer has to be asked for again
    const valueCache = tieredCache<string>({
      ...{ ...more, tier1Ms: tier1Ms && ttlMs },
      ...{ tier2: texts, bytesOf: (text: string) => 2 * text.length },
    });
    const cache = versionedCache<string>({
      versions: pointerCache,
      values: valueCache,
      versionOf: events.version,
      shards,
    });
    const way: Way = {
      read: (name, eventId, userId) => cache.read(shown[name], eventId, userId),
      readMany: (name, eventIds, userId) => cache.readMany(shown[name], eventIds, userId),
    };
    return { ...way, cache, counts: { versions: pointerCache.counts, values: valueCache.counts } };
  }

  const direct = noCounts();
  const readDirectly: Read = async (name, eventId) => {
    const readAt = now();
    direct.loads++;
    const view = await toSource(() => events.view(name, eventId));
    return view && { value: view.json, version: view.version, from: 'db', readAt };
  };

  const none: Way = {
    read: readDirectly,
    readMany: (name, eventIds, userId) => Promise.all(eventIds.map(eventId => readDirectly(name, eventId, userId))),
  };

  const ways = {
    'two-tier': tiered(tier1Ms),
    redis: tiered(0),
    'two-tier-sharded': tiered(tier1Ms, { shards: oneForEachNode }),
    tracking: tiered(0, tracking && { versions: tracking.versions(versions), values: tracking.values(values) }),
  };
  const all = Object.values(ways);
  return {
    /** By the name in `?way=`; the first is the usual one. */
    byName: {
      'two-tier': ways['two-tier'],
      none,
      redis: ways.redis,
      'two-tier-sharded': ways['two-tier-sharded'],
      tracking: ways.tracking,
    } satisfies Record<string, Way>,
    /** The pointers in tier 2, for whoever announces changes. */
    versions: versions as Tier2<number>,
    changed: (...change: [id: string, version: number, readAt: number]) => {
      for (const { cache } of all) cache.changed(...change);
    },
    missed: () => {
      for (const { cache } of all) cache.missed();
    },
    counts: (): Record<string, { versions: Counts; values: Counts }> => ({
      none: { versions: noCounts(), values: direct },
      ...Object.fromEntries(Object.entries(ways).map(([name, { counts }]) => [name, counts])),
    }),
  };
}

const tooMany = () =>
  new Problem(503, 'overloaded', 'too many readers are waiting for the database; nothing was done', {
    retryable: true,
  });
