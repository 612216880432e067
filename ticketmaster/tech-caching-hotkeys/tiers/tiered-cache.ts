import { LRUCache } from 'lru-cache';
import { type From, noCounts } from './counts.ts';
import { restOf } from './entry.ts';
import { type Held, type SharedLoadOptions, sharedLoad, type Wanted } from './shared-load.ts';

export interface Options<V> extends SharedLoadOptions<V> {
  /** How long tier 1, in this process, gives an entry out before it asks again; 0: there is no tier 1. */
  tier1Ms?: number;
  /** What tier 1 holds at most; the least recently used goes first. */
  maxEntries?: number;
  maxBytes?: number;
  bytesOf?: (value: V) => number;
  /** For values that only grow: the greater of the two. A tier 1 that has heard of the newer never falls back. */
  newest?: (one: V, other: V) => V;
}

/** As tier 1 keeps it: `from` is what a reader is told who finds it there, `origin` what those are told who waited for it. */
type Kept<V> = Held<V> & { origin: From };

/** When neither tier 2 nor the source answered, they are asked again after this time. */
const PATIENCE_MS = 100;

/**
 * Two tiers before a source. Promises, each of them a test (stampede, age, tiered-cache):
 *   one load      of any number of readers of a missing key, in all processes, one asks the source
 *   bounded age   no answer is older than `ttlMs`, counted from before its source was read: the age goes along through the tiers. A clock
 *                 that is wrong adds `tier1Ms`, no more
 *   no worse      without tier 2 the source is asked within its bound, what tier 1 has is served to the end of its life, the rest is refused
 *   whole         a key that is dropped while it is loaded makes no reader fail
 * That there is nothing is kept as well, for a shorter time.
 */
export function tieredCache<V>(options: Options<V>) {
  const { tier1Ms = 250, ttlMs = 5_000, now = Date.now, newest, bytesOf, maxBytes = 64 * 2 ** 20 } = options;
  const counts = options.counts ?? noCounts();
  const read = sharedLoad({ ...options, counts });

  const tier1 = new LRUCache<string, Kept<V>, Wanted<V>>({
    max: options.maxEntries ?? 10_000,
    ...(bytesOf && {
      maxSize: maxBytes,
      sizeCalculation: ({ value }) => 64 + (value === undefined ? 0 : bytesOf(value)),
    }),
    ttl: Math.max(1, tier1Ms),
    ttlResolution: 0,
    perf: { now },
    noDeleteOnStaleGet: true, // it may be needed to the end of its life
    ignoreFetchAbort: true, // dropped or replaced meanwhile: who waits gets what was loaded, and it is not kept
    async fetchMethod(_key, before, { options: how, context }) {
      const held = await readOr(before, context);
      const isStale = held.from === 'stale';
      how.ttl = Math.max(1, restOf(held, now(), isStale ? PATIENCE_MS : tier1Ms));
      return { ...held, from: isStale ? 'stale' : 'l1', origin: held.from };
    },
  });

  async function readOr(before: Held<V> | undefined, wanted: Wanted<V>): Promise<Held<V>> {
    try {
      const held = await read(wanted);
      return before && isNewer(before, held) ? { ...held, value: before.value } : held;
    } catch (error) {
      if (!before || before.expiresAt <= now()) throw error;
      return { ...before, from: 'stale' };
    }
  }

  const isNewer = (one: Pick<Held<V>, 'value'>, other: Pick<Held<V>, 'value'>) =>
    newest !== undefined &&
    one.value !== undefined &&
    other.value !== undefined &&
    one.value !== other.value &&
    newest(one.value, other.value) === one.value;

  function counted(held: Held<V>): Held<V> {
    counts[held.from]++;
    if (held.value === undefined) counts.negative++;
    return held;
  }

  function here(key: string): Held<V> | undefined {
    const kept = tier1.get(key);
    return kept && counted(kept);
  }

  return {
    counts,

    /** The entry of `key` where tier 1 has it: nobody has to wait for that. */
    here,

    /**
     * The entry of `key`, from `load` where no tier has it. `tier2Key` says its name in tier 2, where that is another. Rejects as `load` or its
     * bound does, where tier 1 has nothing that may be given out.
     */
    async get(key: string, load: Wanted<V>['load'], tier2Key = () => key): Promise<Held<V>> {
      const found = here(key);
      if (found) return found;
      const wanted = { load, tier2Key: tier2Key() };
      if (tier1Ms === 0) return counted(await read(wanted));
      const status: LRUCache.Status<string, Kept<V>, Wanted<V>> = {};
      const kept = (await tier1.fetch(key, { context: wanted, status }))!;
      if (status.fetch === 'inflight') counts.coalesced++;
      return counted({ ...kept, from: kept.origin });
    },

    /** Puts into tier 1 what somebody has told; `readAt` is when they knew it. */
    put(key: string, value: V, readAt: number): void {
      if (tier1Ms === 0) return;
      const before = tier1.peek(key, { allowStale: true });
      const held: Kept<V> = { value, readAt, expiresAt: readAt + ttlMs, loadMs: 0, from: 'l1', origin: 'l1' };
      if (before && isNewer(before, held)) return;
      tier1.set(key, held, { ttl: Math.max(1, restOf(held, now(), tier1Ms)) });
    },

    /** Forgets all of tier 1: after messages may have been missed. */
    clear: () => tier1.clear(),
  };
}

export type TieredCache<V> = ReturnType<typeof tieredCache<V>>;
