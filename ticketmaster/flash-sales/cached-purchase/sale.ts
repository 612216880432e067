import { createHash } from 'node:crypto';
import { Problem } from '@ticketmaster/common/problem';
import type { Checkpoint, FlashSale, Order, Outcome, Purchase } from '@ticketmaster/flash-sales/flash-sale';
import type { LockAll } from '@ticketmaster/locking-redlock/lock';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Databases } from '@ticketmaster/replicated-servers/databases';
import { lockOf, type ProductCache } from './cache.ts';
import { all, type Layers } from './layers.ts';
import * as stock from './stock.ts';

export interface SaleParts {
  databases: Databases;
  cache: ProductCache;
  /** Of Redis, one purchase of a product at a time. */
  lockAll: LockAll;
  layers?: Layers;
  /** Is told what was not done because Redis was away. */
  warn?: (line: string) => void;
}

/** What is shown of a product, as JSON, and where it came from. */
export interface Seen {
  text: string;
  from: 'cache' | 'replica' | 'primary';
  redisMs: number;
  databaseMs: number;
}

export interface CachedSale extends FlashSale {
  view(productId: string): Promise<Seen | undefined>;
}

/**
 * The purchase of the drawing, step by step, through its four layers:
 *
 *   lock      SET lock:product:123 token NX PX 5000         else refused: being purchased
 *   look      GET product:123:stock                         else refused: out of stock
 *   decrement select … for update; update … where version   in one transaction with
 *   order     insert the order, and commit
 *   count     DECRBY, DEL details, EXPIRE: sold.lua
 *   release   compare the token and delete, in every path
 *   publish   order.created, which nobody waits for
 */
export function cachedSale(parts: SaleParts): Omit<CachedSale, 'close'> {
  const { databases, cache, lockAll, layers = all, warn = () => {} } = parts;
  const withoutRedis = (what: string) => (error: Error) => warn(`${what} without Redis: ${error.message}`);

  async function known(purchase: Purchase, digest: string): Promise<Outcome | undefined> {
    const order = await stock.orderOf(databases.primary(), purchase.userId, purchase.key);
    if (order && order.digest !== digest) return { status: 'REFUSED', reason: 'KEY_REUSED' };
    return order && confirmed(order);
  }

  /** By Redis; what that does not know the primary says, and Redis keeps it. */
  async function stockOf(productId: string): Promise<number | undefined> {
    const kept = await cache.stock(productId).catch(withoutRedis('looked'));
    if (typeof kept === 'number') return kept;
    const product = await stock.productOf(databases.primary(), productId);
    if (product) await cache.keepStock(product).catch(withoutRedis('looked'));
    return product?.stock;
  }

  async function sell(tx: Connection, purchase: Purchase, digest: string, reached: Checkpoint): Promise<Sold> {
    const { itemId, quantity } = purchase;
    const seen = await stock.productOf(tx, itemId, layers.rowLock);
    await reached('seen');
    if (!seen || seen.stock < quantity) throw new Refused('OUT_OF_STOCK');
    const version = layers.version ? seen.version : undefined;
    const left = layers.rowLock
      ? await stock.decrement(tx, itemId, quantity, version)
      : await stock.overwrite(tx, itemId, seen.stock - quantity, version);
    if (!left) throw new Refused('BEING_PURCHASED'); // somebody was faster
    const order = await stock.insertOrder(tx, purchase, digest, quantity * seen.priceCents);
    if (!order) throw new KeyTaken();
    return { order, version: left.version };
  }

  async function locked(purchase: Purchase, digest: string, reached: Checkpoint): Promise<Outcome> {
    const { itemId, quantity } = purchase;
    await reached('locked');
    const there = await stockOf(itemId);
    if (there === undefined) return { status: 'REFUSED', reason: 'NO_SUCH_ITEM' };
    if (there < quantity) return { status: 'REFUSED', reason: 'OUT_OF_STOCK' };
    await reached('looked');
    const { order, version } = await databases.primary().transaction(tx => sell(tx, purchase, digest, reached));
    await reached('committed');
    if (layers.cache) await cache.sold(itemId, quantity, version).catch(withoutRedis('sold'));
    await reached('counted');
    return confirmed(order);
  }

  async function purchaseOnce(purchase: Purchase, digest: string, reached: Checkpoint): Promise<Outcome> {
    const lock = layers.lock ? await lockAll([lockOf(purchase.itemId)]) : NO_LOCK;
    if (!lock) return { status: 'REFUSED', reason: 'BEING_PURCHASED' };
    try {
      return await locked(purchase, digest, reached);
    } catch (error) {
      if (error instanceof Refused) return { status: 'REFUSED', reason: error.reason };
      if (error instanceof KeyTaken) return (await known(purchase, digest))!;
      throw error;
    } finally {
      await lock.release();
    }
  }

  /** From the replica, or where that is gone, or does not have it yet, from the primary. */
  async function read(productId: string): Promise<{ product: stock.Product | undefined; from: Seen['from'] }> {
    const replica = databases.replica();
    const there = replica && (await stock.productOf(replica, productId).catch(ifUnavailable));
    if (there) return { product: there, from: 'replica' };
    return { product: await stock.productOf(databases.primary(), productId), from: 'primary' };
  }

  /** From Redis; else from a database, and Redis keeps it. */
  async function view(productId: string): Promise<Seen | undefined> {
    const started = performance.now();
    const kept = await cache.details(productId).catch(withoutRedis('read'));
    const redisMs = performance.now() - started;
    if (kept) return { text: kept, from: 'cache', redisMs, databaseMs: 0 };
    const { product, from } = await read(productId);
    const databaseMs = performance.now() - started - redisMs;
    if (!product) return undefined;
    await cache.keepDetails(product).catch(withoutRedis('read'));
    return { text: JSON.stringify(product), from, redisMs, databaseMs };
  }

  return {
    view,
    putOnSale: async item => void (await stock.putOnSale(databases.primary(), item)),
    audit: itemId => stock.auditOf(databases.primary(), itemId),
    settle: async () => 0, // an order and its units are one transaction: nothing is ever half done

    async inventory(itemId) {
      const seen = await view(itemId);
      if (!seen) return undefined;
      const { stock: inventory, priceCents } = JSON.parse(seen.text) as stock.Product;
      return { inventory, priceCents };
    },

    async order(orderId) {
      const order = await stock.orderById(databases.primary(), orderId);
      return order && shown(order);
    },

    /** @sends order.created */
    async purchase(purchase, reached = () => {}) {
      const digest = digestOf(purchase);
      const before = await known(purchase, digest);
      if (before) return before;
      const outcome = await purchaseOnce(purchase, digest, reached);
      if (outcome.status === 'CONFIRMED') cache.publish('order.created', outcome.order);
      return outcome;
    },
  };
}

interface Sold {
  order: stock.Stored;
  version: number;
}

function ifUnavailable(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

const NO_LOCK = { release: async () => {} };

/** Thrown so that the transaction is rolled back. */
class Refused extends Error {
  readonly reason: 'OUT_OF_STOCK' | 'BEING_PURCHASED';
  constructor(reason: Refused['reason']) {
    super(reason);
    this.reason = reason;
  }
}

/** The same user sent the same key to another process a moment ago. */
class KeyTaken extends Error {}

const digestOf = ({ key: _, ...rest }: Purchase) => createHash('sha256').update(JSON.stringify(rest)).digest('base64');

const shown = ({ digest: _, ...order }: stock.Stored): Order => order;

const confirmed = (order: stock.Stored): Outcome => ({ status: 'CONFIRMED', order: shown(order) });
