// How often each tier answers, by how skewed the reads are and how many there are: time is a number here, the caches are the real ones.
import { seeded, zipf } from '@ticketmaster/testing/zipf';
import { expect, it } from 'vitest';
import { tieredCache } from './tiered-cache.ts';
import { memoryTier } from './tiers.fixture.ts';

const KEYS = 10_000;

/** Reads so many a second, at random times, of events as skewed as said; the first quarter of the time warms up. */
async function read({
  skew,
  perSecond,
  seconds,
  tier2 = true,
}: {
  skew: number;
  perSecond: number;
  seconds: number;
  tier2?: boolean;
}) {
  let now = 0;
  const random = seeded(13);
  const pick = zipf(KEYS, skew, random);
  const shared = memoryTier<string>(() => now);
  const cache = tieredCache<string>({
    ...{ now: () => now, tier1Ms: 250, ttlMs: 5_000, jitter: 0, random: () => 0, maxEntries: KEYS },
    ...(tier2 && { tier2: shared }),
  });
  let before = { ...cache.counts };
  let warm = false;
  while (now < seconds * 1_000) {
    now += (-Math.log(1 - random()) / perSecond) * 1_000; // arrivals of a Poisson process
    if (!warm && now > seconds * 250) [warm, before] = [true, { ...cache.counts }];
    await cache.get(`${pick()}`, async () => 'A');
  }
  const { l1, l2, db, loads } = cache.counts;
  const all = l1 + l2 + db - before.l1 - before.l2 - before.db;
  const measured = seconds * 0.75;
  return {
    tier1: (l1 - before.l1) / all,
    both: 1 - (loads - before.loads) / all,
    past1PerSecond: (l2 + db - before.l2 - before.db) / measured,
    loadsPerSecond: (loads - before.loads) / measured,
  };
}

it('experiments 3 and 4: of 5,000 reads a second at skew 0.99, tier 1 answers 54 %, both together 83 %', async () => {
  const { tier1, both, past1PerSecond, loadsPerSecond } = await read({ skew: 0.99, perSecond: 5_000, seconds: 20 });
  expect(tier1).toBeCloseTo(0.54, 1);
  expect(both).toBeCloseTo(0.83, 1);
  expect(past1PerSecond).toBeGreaterThan(2_000);
  expect(past1PerSecond).toBeLessThan(2_560);
  expect(loadsPerSecond).toBeGreaterThan(740);
  expect(loadsPerSecond).toBeLessThan(950);
});

it('experiment 5: the more skewed, the more they answer', async () => {
  const [flat, steep] = [
    await read({ skew: 0.8, perSecond: 5_000, seconds: 16 }),
    await read({ skew: 1.2, perSecond: 5_000, seconds: 16 }),
  ];
  expect(flat.both).toBeCloseTo(0.78, 1);
  expect(steep.both).toBeCloseTo(0.9, 1);
  expect(steep.both).toBeGreaterThan(flat.both + 0.08);
});

it('experiment 6: little traffic hardly profits', async () => {
  const { tier1, both } = await read({ skew: 0.99, perSecond: 500, seconds: 40 });
  expect(tier1).toBeCloseTo(0.31, 1);
  expect(both).toBeCloseTo(0.61, 1);
});

it('experiment 7: of one hot event read r times a second, tier 1 misses one in 1 + r/4', async () => {
  let now = 1;
  const random = seeded(5);
  const cache = tieredCache<string>({ now: () => now, tier1Ms: 250, ttlMs: 5_000, jitter: 0 });
  for (; now < 60_000; now += -Math.log(1 - random()) * 2) await cache.get('E1', async () => 'A');
  const { l1, db } = cache.counts;
  expect(l1 / (l1 + db)).toBeCloseTo(1 - 1 / (1 + 0.25 * 500), 3);
});
