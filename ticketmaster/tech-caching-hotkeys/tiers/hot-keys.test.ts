import { addressOf } from '@ticketmaster/redis/cluster';
import { seeded, zipf } from '@ticketmaster/testing/zipf';
import calculateSlot from 'cluster-key-slot';
import { afterAll, describe, expect, it } from 'vitest';
import { hotKeys } from './hot-keys.ts';
import { nodesOf } from './shards.ts';
import { openCluster } from './tiers.fixture.ts';

const { cluster, prefix, close } = await openCluster();
afterAll(close);

/** Zipf reads, counted by the sketch and exactly. */
function counted({ reads = 50_000, skew = 0.99, keys = 10_000, seed = 1, options = {} } = {}) {
  const now = 1_000;
  const sketch = hotKeys({ now: () => now, ...options });
  const exact = new Map<string, number>();
  const pick = zipf(keys, skew, seeded(seed));
  for (let n = 0; n < reads; n++) {
    const key = `E${pick()}`;
    sketch.read(key);
    exact.set(key, (exact.get(key) ?? 0) + 1);
  }
  return { sketch, exact, reads };
}

describe('experiment 18: count-min 4 × 2,048 and the top 20, against an exact count', () => {
  it.each([1, 2, 3])(
    'no estimate is too low, and but for one key in fifty none is too high by more than e/2048 of all reads (seed %i)',
    seed => {
      const { sketch, exact, reads } = counted({ seed });
      const errors = [...exact].map(([key, count]) => sketch.estimate(key) - count);
      expect(Math.min(...errors)).toBeGreaterThanOrEqual(0);
      const tooHigh = errors.filter(error => error > (Math.E / 2_048) * reads).length;
      expect(tooHigh / errors.length).toBeLessThanOrEqual(Math.exp(-4));
    },
  );

  it.each([1, 2, 3])(
    'every key with a hundredth of the reads is found, and at most one that has less (seed %i)',
    seed => {
      const { sketch, exact, reads } = counted({ seed });
      const isHot = (count: number) => count >= reads / 100;
      const truly = [...exact].flatMap(([key, count]) => (isHot(count) ? [key] : []));
      const found = sketch.hottest().flatMap(([key, count]) => (isHot(count) ? [key] : []));
      expect(truly.length).toBeGreaterThan(5);
      expect(truly.filter(key => !found.includes(key))).toEqual([]);
      expect(found.filter(key => !truly.includes(key)).length).toBeLessThanOrEqual(1);
    },
  );

  it('with a sketch that is too small, the error shows: the check can fail', () => {
    const { sketch, exact, reads } = counted({ options: { width: 16, depth: 1 } });
    const errors = [...exact].map(([key, count]) => sketch.estimate(key) - count);
    expect(errors.filter(error => error > (Math.E / 2_048) * reads).length / errors.length).toBeGreaterThan(0.9);
  });
});

it('forgets what left the window', () => {
  let now = 0;
  const sketch = hotKeys({ now: () => now, windowMs: 5_000, panes: 5 });
  for (let n = 0; n < 100; n++) sketch.read('E1');
  now = 4_900;
  sketch.read('E2');
  expect([sketch.estimate('E1'), sketch.reads()]).toEqual([100, 101]);
  now = 5_100;
  expect(sketch.hottest()).toEqual([['E2', 1]]);
  now = 60_000;
  expect([sketch.hottest(), sketch.reads()]).toEqual([[], 0]);
});

it('lets a newcomer in that becomes hotter than the least of the highest', () => {
  const sketch = hotKeys({ now: () => 1_000, top: 3 });
  for (const key of ['A', 'B', 'C']) for (let n = 0; n < 5; n++) sketch.read(key);
  for (let n = 0; n < 50; n++) sketch.read('late');
  expect(sketch.hottest()[0]).toEqual(['late', 50]);
  expect(sketch.hottest()).toHaveLength(3);
});

it("agrees with Redis' own counters about the hottest keys, which are logarithms of the truth and need another policy", async () => {
  const node = cluster.nodes('master')[0]!;
  const [, policy] = (await node.config('GET', 'maxmemory-policy')) as string[];
  await node.config('SET', 'maxmemory-policy', 'allkeys-lfu'); // what redis-cli --hotkeys asks for
  try {
    const mine = await ownKeys();
    const sketch = hotKeys({ now: () => 1_000 });
    const pick = zipf(mine.length, 1.2, seeded(3));
    for (let batch = 0; batch < 20; batch++) {
      const pipeline = node.pipeline();
      for (let n = 0; n < 1_000; n++) {
        const key = mine[pick()]!;
        sketch.read(key);
        pipeline.get(key);
      }
      await pipeline.exec();
    }
    const counters = await Promise.all(mine.map(key => node.call('OBJECT', 'FREQ', key) as Promise<number>));
    const byRedis = mine.toSorted((a, b) => counters[mine.indexOf(b)]! - counters[mine.indexOf(a)]!).slice(0, 10);
    const ours = sketch.hottest().slice(0, 5);
    expect(ours.map(([key]) => key)).toEqual(mine.slice(0, 5));
    expect(ours.filter(([key]) => byRedis.includes(key)).length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...counters)).toBeLessThanOrEqual(255); // of thousands of reads
  } finally {
    await node.config('SET', 'maxmemory-policy', policy!);
  }
});

/** Two hundred keys that all lie on the first master, the first meant to be the hottest. */
async function ownKeys(): Promise<string[]> {
  const node = cluster.nodes('master')[0]!;
  const mine: string[] = [];
  for (let n = 0; mine.length < 200; n++) {
    const key = `${prefix}lfu:${n}`;
    if (nodesOf(cluster)(calculateSlot(key)) === addressOf(node)) mine.push(key);
  }
  await Promise.all(mine.map(key => cluster.set(key, 'A', 'EX', 60)));
  return mine;
}
