// What Redis keeps of a product, whatever is told when, on any Redis: it has no part in the topology.
import { env } from '@ticketmaster/common/env';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { productCache } from './cache.ts';

const redis = connectToRedis(env.text('REDIS_URL'));
afterAll(() => redis.quit());
const cache = productCache(redis, 20);

const product = (productId: string, stock: number, version: number) => ({ productId, stock, version, priceCents: 0 });
const shown = async (productId: string) => JSON.parse((await cache.details(productId)) ?? 'null') as unknown;

describe('the stock in Redis is never lower than the truth', () => {
  it('where a sale is told after it was read: it is not counted twice', async () => {
    const id = unique('product');
    await cache.keepStock(product(id, 8, 2));
    await cache.sold(id, 2, 2);
    expect(await cache.stock(id)).toBe(8);
  });

  it('where nothing is kept: a plain DECRBY would make -2, and nobody could buy for 300 s', async () => {
    const id = unique('product');
    await cache.sold(id, 2, 2);
    expect(await cache.stock(id)).toBe(undefined);
  });

  it('where its life has ended, and a sale is told', async () => {
    const id = unique('product');
    await cache.keepStock(product(id, 10, 1));
    await redis.del(`product:${id}:stock`);
    await cache.sold(id, 2, 2);
    expect(await cache.stock(id)).toBe(undefined);
  });

  it('where sales are told in the wrong order, or one is not told', async () => {
    const id = unique('product');
    await cache.keepStock(product(id, 10, 1));
    await cache.sold(id, 1, 3);
    await cache.sold(id, 2, 2);
    expect(await cache.stock(id)).toBe(undefined);
    expect(await cache.keepStock(product(id, 10, 1))).toBe(false);
    expect(await cache.keepStock(product(id, 7, 3))).toBe(true);
  });
});

describe('the details in Redis', () => {
  it('are forgotten with each sale, and what a replica that lags says of the time before it is not kept', async () => {
    const id = unique('product');
    const [before, after] = [product(id, 10, 1), product(id, 8, 2)];
    expect(await cache.keepDetails(before)).toBe(true);
    await cache.sold(id, 2, 2);
    expect(await shown(id)).toBe(null);
    expect(await cache.keepDetails(before)).toBe(false);
    expect(await shown(id)).toBe(null);
    expect(await cache.keepDetails(after)).toBe(true);
    expect(await shown(id)).toEqual(after);
  });

  it('live for a while, and so does everything else', async () => {
    const id = unique('product');
    await cache.keepDetails(product(id, 10, 1));
    await cache.keepStock(product(id, 10, 1));
    for (const what of ['details', 'stock', 'version']) {
      const life = await redis.ttl(`product:${id}:${what}`);
      expect(life, what).toBeGreaterThan(0);
      expect(life, what).toBeLessThanOrEqual(20);
    }
  });
});
