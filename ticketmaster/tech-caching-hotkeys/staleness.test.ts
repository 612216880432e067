// Reads against the times of commits: with all well, with messages lost, with nobody who tells, and with Redis on a bad day.
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openShop, proxiedCluster } from './caching.fixture.ts';
import { type History, historyOf, stalest } from './history.fixture.ts';

const shop = await openShop();
const proxied = await proxiedCluster(await shop.cluster());
afterAll(async () => {
  await shop.close();
  await proxied.close();
});

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {})); // Redis is away, and back
afterEach(() => void vi.restoreAllMocks());

const TTL_MS = 1_200;
const TIER1_MS = 250;
/** What a message and a query may take, on a machine that stands still for a while now and then. */
const slack = ({ stoodStillMs }: History) => 250 + 3 * stoodStillMs;

it('the check can fail', () => {
  const commits = [1, 2, 3].map(version => ({ version, at: version * 100 }));
  expect(stalest(commits, [{ version: 3, at: 900 }])).toBe(0);
  expect(stalest(commits, [{ version: 1, at: 150 }])).toBe(0); // version 2 came later
  expect(
    stalest(commits, [
      { version: 1, at: 500 },
      { version: 2, at: 301 },
    ]),
  ).toBe(300);
});

describe('experiment 10: how old an answer can be', () => {
  it('told of each sale, no process is behind by as much as the time of tier 1', async () => {
    const eventId = await shop.event(2_000);
    const processes = [await shop.process({ ttlMs: 60_000 }), await shop.process({ ttlMs: 60_000, tier1Ms: 60_000 })];
    const history = await historyOf({ ...shop, eventId, processes }, { ms: 1_500 });
    const { commits, seen } = history;
    expect(commits.length).toBeGreaterThan(5);
    expect(new Set(seen.map(({ version }) => version)).size).toBeGreaterThan(5);
    expect(stalest(commits, seen)).toBeLessThan(slack(history)); // with both times a minute: only messages keep it so
  });

  it('with all messages lost, a process is behind by the time of tier 1, as tier 2 knows', async () => {
    const eventId = await shop.event(2_000);
    const listenOn = await shop.cluster({ natMap: proxied.natMap });
    const deaf = await shop.process({ listenOn, ttlMs: 60_000, tier1Ms: TIER1_MS });
    const telling = await shop.process({ ttlMs: 60_000 });
    proxied.all(proxy => proxy.freeze());
    const history = await historyOf({ ...shop, eventId, processes: [telling, deaf] }, { ms: 1_500 });
    proxied.all(proxy => proxy.mend());
    const worst = stalest(history.commits, history.seen);
    expect(worst).toBeGreaterThan(40);
    expect(worst).toBeLessThan(TIER1_MS + slack(history));
  });

  it('with nobody who tells of a sale, it is behind by the life of an entry, and not by the time of tier 1 more', async () => {
    const silent = await openShop(); // where no other test tells
    onTestFinished(silent.close);
    const eventId = await silent.event(2_000);
    const parts = { ttlMs: TTL_MS, tier1Ms: TIER1_MS };
    const process = async () => ({ ...(await silent.process(parts, { running: false })), wake: () => {} });
    const processes = [await process(), await process()];
    const history = await historyOf({ ...silent, eventId, processes }, { ms: 4_000 });
    const worst = stalest(history.commits, history.seen);
    expect(worst).toBeGreaterThan(TTL_MS / 2);
    expect(worst).toBeLessThan(TTL_MS + slack(history));
  });

  it('and no seat was sold from a cache: each sold once, to who was told so', async () => {
    const eventId = await shop.event(8);
    const process = await shop.process();
    const buyers = Array.from({ length: 64 }, () => crypto.randomUUID());
    const outcomes = await Promise.all(
      buyers.map(async (orderId, n) => {
        const shown = await process.ways.byName['two-tier'].read('availability', eventId, orderId);
        expect(JSON.parse(shown!.value)).toMatchObject({ seats: 8 });
        return shop.events.sell(eventId, `${'ABCDEFGH'[n % 8]}-1`, orderId);
      }),
    );
    const sold = outcomes.filter(outcome => outcome !== undefined);
    expect(sold).toHaveLength(8);
    expect(new Map(sold.map(({ seatId, orderId }) => [seatId, orderId]))).toEqual(await shop.events.sold(eventId));
  });
});

it('is never older than the bound, also while Redis is away, comes back, and is slow', async () => {
  const eventId = await shop.event(2_000);
  const redis = await shop.cluster({ natMap: proxied.natMap, withinMs: 100 });
  const parts = { ttlMs: TTL_MS, tier1Ms: TIER1_MS };
  const processes = [await shop.process({ ...parts, redis, withinMs: 100 }), await shop.process(parts)];
  let step = 0;
  const plan: [after: number, what: () => void][] = [
    [400, () => proxied.all(proxy => proxy.freeze())],
    [1_400, () => proxied.all(proxy => proxy.mend())],
    [2_000, () => proxied.all(proxy => proxy.cut())],
    [3_000, () => proxied.all(proxy => proxy.mend())],
  ];
  const history = await historyOf(
    { ...shop, eventId, processes },
    { ms: 4_000, done: () => step === plan.length },
    passed => {
      while (step < plan.length && passed > plan[step]![0]) plan[step++]![1]();
    },
  );
  const { commits, seen } = history;
  expect(seen.length).toBeGreaterThan(100);
  expect(stalest(commits, seen)).toBeLessThan(TTL_MS + slack(history));
});
