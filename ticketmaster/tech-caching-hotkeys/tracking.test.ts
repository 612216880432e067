// Experiment 19: tier 1 kept by Redis' own client, beside our own tier 1 and its messages.
import { eventually } from '@ticketmaster/testing/eventually';
import type { Cluster } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { clusterUrl, openShop, seat, versionIn } from './caching.fixture.ts';
import { trackedReads } from './tracking.ts';

const shop = await openShop();
const control = await shop.cluster();
afterAll(shop.close);

async function processes() {
  const tracking = await trackedReads(clusterUrl(), { prefix: shop.prefix, withinMs: 5_000 });
  const one = await shop.process({ tracking });
  return { tracking, one };
}

/** Keys that the nodes remember somebody for. */
async function remembered(cluster: Cluster): Promise<number> {
  const infos = await Promise.all(cluster.nodes('master').map(node => node.info('stats')));
  return infos.reduce((sum, info) => sum + Number(/tracking_total_keys:(\d+)/.exec(info)![1]), 0);
}

it('answers from memory, and hears from Redis when a key has changed', async () => {
  const { tracking, one } = await processes();
  const eventId = await shop.event();
  const { read } = one.ways.byName.tracking;
  const before = await remembered(control);
  await read('availability', eventId, 'ada');
  await eventually(async () => {
    await read('availability', eventId, 'ada');
    const { hits, misses } = tracking.stats();
    for (let n = 0; n < 100; n++) await read('availability', eventId, 'ada');
    expect(tracking.stats()).toEqual({ hits: hits + 200, misses }); // pointer and value, a hundred times, and Redis was not asked
  });
  expect(await remembered(control)).toBeGreaterThan(before); // the price: Redis remembers each reader of each key

  const sold = await shop.events.sell(eventId, seat(0), crypto.randomUUID());
  one.wake();
  await eventually(async () => {
    const found = await read('availability', eventId, 'ada');
    expect(versionIn(found!.value)).toBe(sold!.version);
  });
  await tracking.close();
});

it('reads from the database when the cluster is away from it', async () => {
  const { tracking, one } = await processes();
  const eventId = await shop.event();
  await tracking.close();
  expect((await one.ways.byName.tracking.read('availability', eventId, 'ada'))!.from).toBe('db');
});
