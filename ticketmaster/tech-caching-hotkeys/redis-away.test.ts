// Redis is gone, or slow, or holds something big: what readers get, and what the database.
import { asText, redisTier } from '@ticketmaster/caching-tiers/tier2';
import { tieredCache } from '@ticketmaster/caching-tiers/tiered-cache';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openShop, proxiedCluster } from './caching.fixture.ts';

const shop = await openShop();
const proxied = await proxiedCluster(await shop.cluster());
const behindProxies = (withinMs: number) =>
  shop.cluster({ natMap: proxied.natMap, withinMs, enableAutoPipelining: false });
afterAll(async () => {
  await shop.close();
  await proxied.close();
});
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {})); // Redis is away, and back
afterEach(() => {
  proxied.all(proxy => proxy.mend());
  vi.restoreAllMocks();
});

it('experiment 15: without any Redis tier 1 carries the hot event, the others get as many queries as the database bears, the rest is told to come back', async () => {
  const queries = { inFlight: 2, waiting: 10 };
  const one = await shop.process({ redis: await behindProxies(250), queries }, { running: false });
  const hot = await shop.event();
  const others = await Promise.all(Array.from({ length: 200 }, () => shop.event(4)));
  proxied.all(proxy => proxy.cut());
  const { read } = one.ways.byName['two-tier'];
  await eventually(async () => expect(await read('availability', hot, 'ada')).toBeDefined());
  const before = { ...one.ways.counts()['two-tier']!.versions };
  for (let n = 0; n < 5_000; n++) await read('availability', hot, 'ada');
  const { l1 } = one.ways.counts()['two-tier']!.versions;
  expect((l1 - before.l1) / 5_000).toBeGreaterThanOrEqual(0.99);

  const ends = await Promise.allSettled(others.map(eventId => read('availability', eventId, 'ada')));
  const refused = ends.flatMap(end => (end.status === 'rejected' ? [end.reason] : []));
  expect(ends.length - refused.length).toBeGreaterThanOrEqual(12);
  expect(refused.length).toBeGreaterThan(100);
  for (const reason of refused) expect(reason).toMatchObject({ status: 503, type: 'overloaded', retryable: true });
});

it('slow Redis: after five calls without an answer a node is asked once a second, and readers get their answer from the database', async () => {
  const redis = await behindProxies(50);
  const asked = vi.spyOn(redis, 'get');
  const one = await shop.process({ redis, withinMs: 50 }, { running: false });
  const eventIds = await Promise.all(Array.from({ length: 40 }, () => shop.event(4)));
  proxied.all(proxy => proxy.freeze());
  const began = performance.now();
  for (const eventId of eventIds)
    expect((await one.ways.byName.redis.read('availability', eventId, 'ada'))!.from).toBe('db');
  const { versions, values } = one.ways.counts().redis!;
  expect(versions.withoutTier2 + values.withoutTier2).toBe(80); // 40 pointers and 40 values
  const mostOfANode = 5 + (performance.now() - began) / 1_000 + 1;
  expect(asked.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(asked.mock.calls.length).toBeLessThanOrEqual(3 * mostOfANode);
  proxied.all(proxy => proxy.mend());
  await eventually(async () => {
    const from = await Promise.all(
      eventIds.map(async id => (await one.ways.byName.redis.read('availability', id, 'ada'))!.from),
    );
    expect(new Set(from)).toEqual(new Set(['l2']));
  });
});

it('a big value: a hundred reads carry it from Redis a hundred times, once with tier 1, and never where it is too big to be stored', async () => {
  const redis = await behindProxies(5_000);
  const big = 'x'.repeat(200_000);
  const carried = () => proxied.sum(proxy => proxy.carried().back);
  async function bytesOfReads(tier1Ms: number, maxBytes = 256 * 1_024): Promise<{ bytes: number; loads: number }> {
    const tier2 = redisTier(redis, { codec: asText, prefix: `${shop.prefix}${tier1Ms}:${maxBytes}:`, maxBytes });
    const cache = tieredCache<string>({ tier2, tier1Ms, bytesOf: text => text.length });
    await cache.get('big', async () => big);
    const before = carried();
    for (let n = 0; n < 100; n++) expect((await cache.get('big', async () => big)).value).toHaveLength(big.length);
    return { bytes: carried() - before, loads: cache.counts.loads };
  }
  const [alone, withTier1, tooBig] = [
    await bytesOfReads(0),
    await bytesOfReads(60_000),
    await bytesOfReads(0, 100_000),
  ];
  expect(alone.bytes).toBeGreaterThan(100 * big.length);
  expect(withTier1.bytes).toBeLessThan(big.length);
  expect(tooBig.bytes).toBeLessThan(big.length);
  expect([alone.loads, withTier1.loads, tooBig.loads]).toEqual([1, 1, 101]);
});
