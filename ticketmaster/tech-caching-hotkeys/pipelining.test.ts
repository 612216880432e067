import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { openShop, proxiedCluster } from './caching.fixture.ts';
import { type Method, manyReads } from './pipelining.ts';

const shop = await openShop();
const proxied = await proxiedCluster(await shop.cluster());
const plain = await shop.cluster({ natMap: proxied.natMap, enableAutoPipelining: false });
const auto = await shop.cluster({ natMap: proxied.natMap });
afterAll(async () => {
  await shop.close();
  await proxied.close();
});

const methods = manyReads(plain, auto);
const roundTrips = () => proxied.sum(proxy => proxy.roundTrips());

async function tripsOf<T>(work: () => Promise<T>): Promise<{ trips: number; answer: T }> {
  const before = roundTrips();
  const answer = await work();
  return { trips: roundTrips() - before, answer };
}

const KEYS = 60;
const name = unique('page');
const spread = Array.from({ length: KEYS }, (_, n) => `${name}:${n}`);
const together = Array.from({ length: KEYS }, (_, n) => `{${name}}:${n}`);
const expected = spread.map((_, n) => (n === 7 ? null : `value ${n}`)); // one is not there
for (const keys of [spread, together])
  await eventually(() => Promise.all(keys.map((key, n) => (n === 7 ? 0 : plain.set(key, `value ${n}`, 'EX', 300)))));

describe('experiment 16: sixty keys', () => {
  it.each(Object.keys(methods) as Method[])('%s: each value, in the order of the keys', async method => {
    expect(await methods[method](method === 'Lua in one slot' ? together : spread)).toEqual(expected);
  });

  it('one by one is a round trip for each; a pipeline for each node is three, as is what the client gathers; a script is one', async () => {
    const trips = async (method: Method, keys = spread) => (await tripsOf(() => methods[method](keys))).trips;
    expect(await trips('one by one')).toBe(KEYS);
    expect(await trips('pipeline per node')).toBe(3);
    expect(await trips('auto-pipelined')).toBe(3);
    expect(await trips('Lua in one slot', together)).toBe(1);
    expect(await trips('MGET per slot')).toBeLessThanOrEqual(KEYS);
  });

  it('with no key at all is no round trip', async () => {
    for (const method of ['one by one', 'all at once', 'auto-pipelined', 'pipeline per node', 'MGET per slot'] as const)
      expect(await tripsOf(() => methods[method]([]))).toEqual({ trips: 0, answer: [] });
  });
});

describe('what a cluster does not do', () => {
  it('MGET over slots: CROSSSLOT', async () => {
    await expect(plain.mget(...spread)).rejects.toThrow(/CROSSSLOT/);
  });

  it('one pipeline over nodes: the client refuses it', async () => {
    const pipeline = plain.pipeline();
    for (const key of spread) pipeline.get(key);
    await expect(pipeline.exec()).rejects.toThrow(/same slots allocation group/);
  });
});

it('a page of thirty events is one round trip to each node for the versions, and one for the values', async () => {
  const eventIds = await Promise.all(Array.from({ length: 30 }, () => shop.event(4)));
  const first = await shop.process({ redis: auto }, { running: false });
  const page = (one: typeof first) => one.ways.byName['two-tier'].readMany('availability', eventIds, 'ada');
  await page(first);
  const other = await shop.process({ redis: auto }, { running: false });
  const { trips, answer } = await tripsOf(() => page(other));
  expect(answer.map(found => found?.from)).toEqual(eventIds.map(() => 'l2'));
  expect(trips).toBe(6);
  expect((await tripsOf(() => page(other))).trips).toBe(0); // all of it in tier 1
});
