import { setTimeout as sleep } from 'node:timers/promises';
import { type Breaker, circuitBreaker } from '@ticketmaster/limits/breaker';
import { type Counts, type From, noCounts } from './counts.ts';
import { type Entry, entryOf, expiresEarly, type Lives } from './entry.ts';
import { LEASED, type Tier2 } from './tier2.ts';

export interface Held<V> extends Entry<V> {
  from: From;
}

/** How to read one key. */
export interface Wanted<V> {
  /** Its name in tier 2. */
  tier2Key: string;
  /** Asks the source; undefined: there is no such thing. */
  load: () => Promise<V | undefined>;
}

export interface SharedLoadOptions<V> extends Partial<Lives> {
  /** Undefined: there is none, and each process asks the source. */
  tier2?: Tier2<V>;
  /** How long a reader waits for another process that has the lease. */
  leaseMs?: number;
  /** Bounds how often the source is asked at once, over all keys and caches that share it (limits/at-most.ts). */
  toSource?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Of the node that has a key: one that does not answer is not waited for by each reader. One for all, where it is left out. */
  breakerOf?: (tier2Key: string) => Breaker;
  counts?: Counts;
  now?: () => number;
  random?: () => number;
}

/** After so many calls without an answer one call a second finds out. */
export const PATIENCE = { failures: 5, openMs: 1_000 };

/** A reader without the lease looks again after 5 to 20 ms. */
const LOOK_AGAIN_MS = 5;

/** Redis drops an entry a few ms after its end. One that it still has after a second says that our clock is wrong. */
const CLOCKS_DIFFER_MS = 1_000;

/**
 * Reads tier 2, and the source where tier 2 has nothing or does not answer. Of all processes that find a key missing at once, one asks the
 * source and the others wait for what it puts into tier 2.
 */
export function sharedLoad<V>(options: SharedLoadOptions<V>): (wanted: Wanted<V>) => Promise<Held<V>> {
  const { tier2, ttlMs = 5_000, jitter = 0.1, negativeMs = 1_000, leaseMs = 2_000 } = options;
  const { now = Date.now, random = Math.random, counts = noCounts(), toSource = work => work() } = options;
  const single = circuitBreaker(PATIENCE);
  const { breakerOf = () => single } = options;
  const refreshing = new Set<string>();

  async function fromSource({ load }: Wanted<V>): Promise<Held<V>> {
    let readAt = 0;
    let began = 0;
    const timed = () => {
      counts.loads++;
      [readAt, began] = [now(), performance.now()]; // only now: it may have waited for its turn
      return load();
    };
    try {
      const value = await toSource(timed);
      return {
        ...entryOf(value, readAt, performance.now() - began, { ttlMs, jitter, negativeMs }, random),
        from: 'db',
      };
    } catch (error) {
      counts.failed++;
      throw error;
    }
  }

  /** What tier 2 answers; undefined where it does not, or has not for a while: then nobody waits for it. */
  async function asked<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    const breaker = breakerOf(key);
    if (breaker.mayAsk()) {
      try {
        const answer = await work();
        breaker.answered();
        return answer;
      } catch {
        breaker.failed();
      }
    }
    counts.withoutTier2++;
    return undefined;
  }

  /** An entry, or the lease; who has waited for long enough for another's load is given it as well. */
  async function entryOrLease(shared: Tier2<V>, key: string): Promise<Entry<V> | 'yours'> {
    for (const deadline = performance.now() + leaseMs; performance.now() < deadline; ) {
      const there = await shared.get(key);
      if (there !== LEASED) {
        if (there && there.expiresAt > now()) return there;
        const lease = await shared.lease(key);
        if (lease === 'yours') return lease;
        if (lease !== LEASED && lease.expiresAt > now()) return lease;
        if (lease !== LEASED && lease.expiresAt < now() - CLOCKS_DIFFER_MS) return 'yours';
      }
      await sleep(LOOK_AGAIN_MS * (1 + 3 * random()));
    }
    return 'yours';
  }

  async function loadForAll(shared: Tier2<V>, wanted: Wanted<V>): Promise<Held<V>> {
    try {
      const held = await fromSource(wanted);
      await asked(wanted.tier2Key, () => shared.fill(wanted.tier2Key, held));
      return held;
    } catch (error) {
      await asked(wanted.tier2Key, () => shared.giveUp(wanted.tier2Key));
      throw error;
    }
  }

  /** Whoever reads an entry shortly before its end may load it anew while all others are served from it. */
  function refresh(shared: Tier2<V>, wanted: Wanted<V>): void {
    if (refreshing.has(wanted.tier2Key)) return;
    refreshing.add(wanted.tier2Key);
    counts.early++;
    fromSource(wanted)
      .then(held => asked(wanted.tier2Key, () => shared.fill(wanted.tier2Key, held)))
      .catch(() => {}) // the entry is good, and the next reader may try
      .finally(() => refreshing.delete(wanted.tier2Key));
  }

  return async wanted => {
    if (!tier2) return fromSource(wanted);
    const found = await asked(wanted.tier2Key, () => entryOrLease(tier2, wanted.tier2Key));
    if (found === undefined) return fromSource(wanted);
    if (found === 'yours') return loadForAll(tier2, wanted);
    if (expiresEarly(found, now(), { random })) refresh(tier2, wanted);
    return { ...found, from: 'l2' };
  };
}
