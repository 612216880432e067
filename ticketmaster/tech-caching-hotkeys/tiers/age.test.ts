import { afterAll, describe, expect, it } from 'vitest';
import { type Options, tieredCache } from './tiered-cache.ts';
import { memoryTier, openCluster } from './tiers.fixture.ts';

const { texts, close } = await openCluster();
afterAll(close);

describe('the age', () => {
  /** A reader asks tier 2 at the last moment before an entry's end, and then its own tier 1: how old is what it is served, at most? */
  async function oldest(tier2: Options<string>['tier2'] & object, ttlMs = 5_000): Promise<number> {
    let now = 1;
    const here = { tier2, now: () => now, ttlMs, jitter: 0, random: () => 0 };
    await tieredCache<string>(here).get('seats', async () => 'A');
    let oldest = 0;
    const reader = tieredCache<string>(here);
    for (now = ttlMs - 10; now < ttlMs + 1_000; now += 10) {
      const { readAt, value } = await reader.get('seats', async () => 'B');
      if (value === 'A') oldest = Math.max(oldest, now - readAt);
    }
    return oldest;
  }

  it('goes along from tier to tier: nothing is served that is older than its life', async () => {
    expect(await oldest(memoryTier(() => 1))).toBeLessThanOrEqual(5_000);
  });

  it('adds up over the tiers where each gives a new life: the planted bug', async () => {
    const tier = memoryTier<string>(() => 1);
    const newLife = {
      ...tier,
      get: async (key: string) => {
        const there = await tier.get(key);
        return there && typeof there === 'object' ? { ...there, expiresAt: 1e9 } : there;
      },
    };
    expect(await oldest(newLife)).toBeGreaterThan(5_000);
  });

  it('is wrong by no more than the time of tier 1 when a clock is an hour late', async () => {
    let redis = 1;
    const tier2 = memoryTier<string>(() => redis);
    const here = { tier2, ttlMs: 5_000, jitter: 0, random: () => 0 };
    await tieredCache<string>({ ...here, now: () => redis }).get('seats', async () => 'A');
    const late = tieredCache<string>({ ...here, now: () => redis - 3_600_000 });
    let last = 0;
    for (redis = 10; redis < 8_000; redis += 10)
      if ((await late.get('seats', async () => 'B')).value === 'A') last = redis;
    expect(last).toBeGreaterThan(5_000);
    expect(last).toBeLessThanOrEqual(5_000 + 250 + 10);
  });

  it('of a clock that is an hour ahead makes nobody wait: it asks the source', async () => {
    await tieredCache<string>({ tier2: texts() }).get('ahead', async () => 'A');
    const ahead = () => Date.now() + 3_600_000;
    const reader = tieredCache<string>({ tier2: texts(), now: ahead, leaseMs: 60_000 });
    expect(await reader.get('ahead', async () => 'B')).toMatchObject({ value: 'B', from: 'db' });
  });
});
