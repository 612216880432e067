import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Product } from './stock.ts';

const lua = (name: string) => readFileSync(join(import.meta.dirname, `${name}.lua`), 'utf8');
const fill = lua('fill');
const sold = lua('sold');

export const LIFE_SECONDS = 300;
export const lockOf = (productId: string) => `lock:product:${productId}`;
const keysOf = (productId: string) => ({
  details: `product:${productId}:details`,
  stock: `product:${productId}:stock`,
  /** The newest that Redis has heard of. */
  version: `product:${productId}:version`,
});

/**
 * What Redis keeps of a product. Its stock is never lower than the truth, so nobody is refused what is there; it may be higher, and then the
 * database refuses. Each call rejects at once while Redis is away.
 */
export function productCache(redis: Redis, lifeSeconds = LIFE_SECONDS) {
  return {
    details: (productId: string) => redis.get(keysOf(productId).details),

    async stock(productId: string): Promise<number | undefined> {
      const text = await redis.get(keysOf(productId).stock);
      return text === null ? undefined : Number(text);
    },

    async keepDetails(product: Product): Promise<boolean> {
      const { details, version } = keysOf(product.productId);
      return (await redis.eval(fill, 2, details, version, JSON.stringify(product), product.version, lifeSeconds)) === 1;
    },

    async keepStock({ productId, ...product }: Product): Promise<boolean> {
      const { stock, version } = keysOf(productId);
      return (await redis.eval(fill, 2, stock, version, product.stock, product.version, lifeSeconds)) === 1;
    },

    /** Tells of a sale, which made this `version` of the product. */
    async sold(productId: string, quantity: number, version: number): Promise<void> {
      const keys = keysOf(productId);
      await redis.eval(sold, 3, keys.stock, keys.version, keys.details, quantity, version, lifeSeconds);
    },

    /** Of all products: a new primary may not have the sales that Redis has heard of, and what they took would be refused. */
    async forgetAll(): Promise<void> {
      for await (const keys of redis.scanStream({ match: 'product:*', count: 500 }))
        if (keys.length > 0) await redis.del(keys);
    },

    /**
     * Nobody waits for it, and nobody may have heard it: it is a hint, not a record.
     * @sends order.created
     */
    publish(channel: string, message: unknown): void {
      redis.publish(channel, JSON.stringify(message)).catch(() => {});
    },
  };
}

export type ProductCache = ReturnType<typeof productCache>;
