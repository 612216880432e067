import { noCounts } from '@ticketmaster/caching-tiers/counts';
import { asJson, redisTier } from '@ticketmaster/caching-tiers/tier2';
import { type TieredCache, tieredCache } from '@ticketmaster/caching-tiers/tiered-cache';
import type { Database } from '@ticketmaster/postgres/database';
import type { Redis } from 'ioredis';
import { type Found, type Search, search } from './search.ts';
import { cities, type Show, showOf } from './shows.ts';

/**
 * What is on, through two tiers: an event is a quarter of a second old at most in this process, and five in all. What the operator changes is
 * seen by all within that time; whether a sale is open is asked of the same entry, and the seats are PostgreSQL's to give.
 */
export function catalogOf(db: Database, redis: Redis, prefix: string) {
  const tier2 = <V>(name: string) => redisTier<V>(redis, { codec: asJson<V>(), prefix: `${prefix}:${name}:` });
  const tier = <V>(name: string, ttlMs: number, shared = tier2<V>(name)): TieredCache<V> =>
    tieredCache<V>({ tier2: shared, ...{ tier1Ms: 250, ttlMs, counts: noCounts() } });
  const keptShows = tier2<Show>('show');
  const shows = tier<Show>('show', 5_000, keptShows);
  const found = tier<Found>('search', 10_000);
  const places = tier<{ city: string; events: number }[]>('cities', 60_000);
  return {
    show: async (eventId: string) => (await shows.get(eventId, () => showOf(db, eventId))).value,
    /** An event has changed: all see it within a quarter of a second, but for who was just loading it, or while Redis is away. */
    changed: (eventId: string): Promise<void> => keptShows.giveUp(eventId).catch(() => {}),
    async search(asked: Search): Promise<Found> {
      const held = await found.get(JSON.stringify(asked), () => search(db, asked));
      return held.value!;
    },
    cities: async () => (await places.get('all', () => cities(db))).value!,
  };
}

export type Catalog = ReturnType<typeof catalogOf>;
