import { setTimeout as sleep } from 'node:timers/promises';
import { atMost } from '@ticketmaster/limits/at-most';
import { circuitBreaker } from '@ticketmaster/limits/breaker';
import { eventually } from '@ticketmaster/testing/eventually';
import { LRUCache } from 'lru-cache';
import { afterAll, describe, expect, it } from 'vitest';
import { noCounts } from './counts.ts';
import { tieredCache } from './tiered-cache.ts';
import { brokenTier, memoryTier, openCluster } from './tiers.fixture.ts';

const { texts, close } = await openCluster();
afterAll(close);

describe('a key that is replaced while it is loaded', () => {
  /** Starts a load, does `meanwhile`, and lets the load end. */
  async function during(
    cache: { fetch: (key: string) => Promise<unknown> },
    gate: PromiseWithResolvers<string>,
    meanwhile: () => void,
  ) {
    const reading = cache.fetch('seats');
    await sleep(1);
    meanwhile();
    gate.resolve('A');
    return reading;
  }

  it('makes its readers fail with lru-cache as it comes: `delete` during a load is an error of all who wait', async () => {
    const gate = Promise.withResolvers<string>();
    const bare = new LRUCache<string, string>({ max: 10, fetchMethod: () => gate.promise });
    await expect(during({ fetch: key => bare.fetch(key) }, gate, () => bare.delete('seats'))).rejects.toThrow(
      'deleted',
    );
  });

  it('makes nobody fail here: who waits gets what was loaded, and the next gets what is new', async () => {
    const gate = Promise.withResolvers<string>();
    const cache = tieredCache<string>({});
    const fetch = (key: string) => cache.get(key, () => gate.promise);
    expect(await during({ fetch }, gate, () => cache.put('seats', 'new', Date.now()))).toMatchObject({ value: 'A' });
    expect(await cache.get('seats', async () => 'never')).toMatchObject({ value: 'new', from: 'l1' });
    const second = Promise.withResolvers<string>();
    const again = tieredCache<string>({});
    expect(await during({ fetch: key => again.get(key, () => second.promise) }, second, again.clear)).toMatchObject({
      value: 'A',
    });
    expect(await again.get('seats', async () => 'B')).toMatchObject({ value: 'B' });
  });
});

it('keeps that there is nothing, for a shorter time', async () => {
  let now = 0;
  let asked = 0;
  const cache = tieredCache<string>({ now: () => now, negativeMs: 1_000, jitter: 0, tier1Ms: 5_000 });
  const nothing = async () => void asked++ as undefined;
  for (now of [1, 500, 999, 1_002]) expect((await cache.get('nope', nothing)).value).toBeUndefined();
  expect([asked, cache.counts.negative]).toEqual([2, 4]);
});

describe('when tier 2 is away', () => {
  it('the source is asked by as many as it can bear, the others are refused at once', async () => {
    let [atOnce, most] = [0, 0];
    const source = async () => {
      most = Math.max(most, ++atOnce);
      await sleep(20);
      atOnce--;
      return 'A';
    };
    const toSource = atMost({ inFlight: 5, waiting: 20, full: () => new Error('overloaded') });
    const cache = tieredCache<string>({ tier2: brokenTier(), toSource });
    const ends = await Promise.allSettled(Array.from({ length: 100 }, (_, key) => cache.get(`${key}`, source)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    expect(most).toBe(5);
    expect(cache.counts).toMatchObject({ loads: 25, failed: 75 });
  });

  it('it is not waited for again and again: after five calls without an answer the circuit is open for a second', async () => {
    let [now, asked] = [0, 0];
    const slow = { ...brokenTier<string>(), get: () => Promise.reject(new Error(`no answer ${++asked}`)) };
    const breaker = circuitBreaker({ failures: 5, openMs: 1_000, now: () => now });
    const cache = tieredCache<string>({ tier2: slow, breakerOf: () => breaker });
    for (let key = 0; key < 50; key++) await cache.get(`${key}`, async () => 'A');
    expect([asked, cache.counts.withoutTier2]).toEqual([5, 50]);
    now = 1_001;
    for (let key = 50; key < 60; key++) await cache.get(`${key}`, async () => 'A');
    expect(asked).toBe(6); // one finds out
  });

  it('and the source too, what tier 1 has is served to the end of its life, and says so', async () => {
    let now = 1;
    let [up, asked] = [true, 0];
    const cache = tieredCache<string>({ now: () => now, tier1Ms: 250, ttlMs: 5_000, jitter: 0 });
    const source = async () => {
      asked++;
      if (!up) throw new Error('the database does not answer');
      return 'A';
    };
    await cache.get('seats', source);
    up = false;
    const from: string[] = [];
    for (now = 100; now < 5_000; now += 10) from.push((await cache.get('seats', source)).from);
    expect(new Set(from.slice(0, 14))).toEqual(new Set(['l1']));
    expect(new Set(from.slice(16))).toEqual(new Set(['stale']));
    expect(asked).toBeLessThan(60); // every 100 ms, not for each reader
    now = 5_002;
    await expect(cache.get('seats', source)).rejects.toThrow('does not answer');
  });
});

it('reads the source early, once at a time, while everybody is served what is there', async () => {
  let now = 1;
  const here = { tier2: memoryTier<string>(() => now), now: () => now, jitter: 0, tier1Ms: 0 };
  await tieredCache<string>(here).get('seats', () => sleep(20, 'A')); // what took long is read early
  const gate = Promise.withResolvers<string>();
  const cache = tieredCache<string>({ ...here, random: () => 0.999_999 });
  const read = async () => (await cache.get('seats', () => gate.promise)).value;
  now = 5_000; // shortly before its end
  expect(await Promise.all(Array.from({ length: 100 }, read))).toEqual(Array(100).fill('A'));
  expect(cache.counts).toMatchObject({ l2: 100, loads: 1, early: 1 });
  gate.resolve('B');
  await eventually(async () => expect(await read()).toBe('B'));
});

it('counts where each answer came from, and how many waited for the load of another', async () => {
  const counts = noCounts();
  const cache = tieredCache<string>({ counts, tier2: texts() });
  await Promise.all(Array.from({ length: 10 }, () => cache.get('counted', async () => 'A')));
  await cache.get('counted', async () => 'A');
  await tieredCache<string>({ counts, tier2: texts() }).get('counted', async () => 'A');
  expect(counts).toEqual({ ...noCounts(), db: 10, coalesced: 9, loads: 1, l1: 1, l2: 1 });
});

it('holds as much as it is told, and forgets what was not read for the longest time', async () => {
  const cache = tieredCache<string>({ maxEntries: 2 });
  for (const key of ['A', 'B', 'A', 'C']) await cache.get(key, async () => key);
  const from = async (key: string) => (await cache.get(key, async () => key)).from;
  expect([await from('A'), await from('C'), await from('B')]).toEqual(['l1', 'l1', 'db']);
  const bytes = tieredCache<string>({ bytesOf: text => text.length, maxBytes: 1_000 });
  for (const key of ['A', 'B']) await bytes.get(key, async () => 'x'.repeat(600));
  expect([(await bytes.get('B', async () => '')).from, (await bytes.get('A', async () => '')).from]).toEqual([
    'l1',
    'db',
  ]);
  await bytes.get('big', async () => 'x'.repeat(2_000)); // served, not kept
  expect((await bytes.get('big', async () => 'x')).from).toBe('db');
});
