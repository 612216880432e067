import type { Tier2 } from './tier2.ts';
import { tieredCache } from './tiered-cache.ts';
import { memoryTier } from './tiers.fixture.ts';
import { type View, versionedCache } from './versioned.ts';

/** A source that is changed by hand, and whose next load can be held up before or after it has looked. */
export function source() {
  let version = 1;
  const gates: Record<'version' | 'load', PromiseWithResolvers<void> | undefined> = {
    version: undefined,
    load: undefined,
  };
  const passed = async <T>(gate: keyof typeof gates, value: T): Promise<T> => {
    const held = gates[gate];
    gates[gate] = undefined;
    await held?.promise;
    return value;
  };
  const view: View<string> = { name: 'availability', load: async () => passed('load', `as of ${version}`) };
  return {
    view,
    versionOf: () => passed('version', version),
    sell: () => ++version,
    version: () => version,
    /** The next answer of that kind is on its way for as long as the test says. */
    hold(gate: keyof typeof gates) {
      const held = Promise.withResolvers<void>();
      gates[gate] = held;
      return held.resolve;
    },
  };
}

export interface World {
  now: () => number;
  pointers: Tier2<number>;
  values: Tier2<string>;
}

export function world() {
  const clock = { now: 1 };
  const now = () => clock.now;
  return { clock, now, pointers: newestStays(memoryTier<number>(now)), values: memoryTier<string>(now) };
}

/** What redisTier does with `newer`, in memory. */
function newestStays(tier: Tier2<number>): Tier2<number> {
  return {
    ...tier,
    async fill(key, entry) {
      const there = await tier.get(key);
      if (typeof there !== 'object' || (there.value ?? 0) <= (entry.value ?? 0)) await tier.fill(key, entry);
    },
  };
}

/** One process. */
export function process({ now, pointers, values }: World, from: ReturnType<typeof source>, tier1Ms = 250) {
  const more = { now, jitter: 0, random: () => 0 };
  const versions = tieredCache<number>({ ...more, tier2: pointers, tier1Ms, newest: Math.max });
  const texts = tieredCache<string>({ ...more, tier2: values, tier1Ms: tier1Ms && 5_000 });
  const cache = versionedCache<string>({ versions, values: texts, versionOf: async () => from.versionOf() });
  return { ...cache, read: async () => (await cache.read(from.view, 'E1', 'ada'))!.value, versions, texts };
}

/** What is under way has come as far as it can. */
export const settled = () => new Promise(resolve => setTimeout(resolve, 5));
