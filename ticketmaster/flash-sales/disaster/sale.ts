import { createHash } from 'node:crypto';
import type { Checkpoint, FlashSale, Order, Outcome, Purchase } from '@ticketmaster/flash-sales/flash-sale';
import type { LockAll } from '@ticketmaster/locking-redlock/lock';
import type { Database } from '@ticketmaster/postgres/database';
import { Unknown } from '@ticketmaster/two-phase-payments/client';
import { LRUCache } from 'lru-cache';
import type { Charging } from './charging.ts';
import { journey, type State } from './states.ts';
import * as stock from './stock.ts';
import { type Wiring, wirings } from './wirings.ts';

export interface SaleParts {
  db: Database;
  /** Of Redis, one purchase of an item at a time. */
  lockAll: LockAll;
  charging: Charging;
  /** What the provider keeps, in cents, for these orders. */
  captured: (orderIds: Set<string>) => Promise<number>;
  wiring?: Wiring;
  /** How long a reserved order waits for its money. ms */
  reservedMs?: number;
  /** Orders that changed more recently are left to who is at work on them. ms */
  graceMs?: number;
  now?: () => number;
  /** Is told of each step of each purchase. */
  traced?: (userId: string, state: State) => void;
}

const STOCK_SEEN_MS = 200;

export const lockOf = (itemId: string) => `purchase:${itemId}`;

/**
 * The flash sale of the drawing, step by step:
 *
 *   lock        SET purchase:item_123 token NX PX 5000      else refused: "Currently being purchased"
 *   look        select … for update                         else refused: "Out of stock"
 *   decrement   update … where inventory >= quantity        in one transaction with
 *   reserve     insert the order, RESERVED, and commit
 *   charge      at the provider, by a key made of the order
 *   end         CONFIRMED, or CANCELLED and the units go back
 *   release     compare the token and delete, in every path
 */
export function disasterSale(parts: SaleParts): Omit<FlashSale, 'close'> {
  const { db, lockAll, charging, captured, wiring = wirings.protected, now = Date.now } = parts;
  const { reservedMs = 60_000, graceMs = 5_000, traced = () => {} } = parts;

  /** By item, what was left a moment ago: five thousand who come too late need not queue for a lock to hear so. */
  const stockSeen = new LRUCache<string, number>({ max: 1_000, ttl: STOCK_SEEN_MS });

  async function known(purchase: Purchase, digest: string): Promise<Outcome | undefined> {
    const order = await stock.orderOf(db, purchase.userId, purchase.key);
    if (order && order.digest !== digest) return { status: 'REFUSED', reason: 'KEY_REUSED' };
    return order && outcomeOf(order);
  }

  /** Look, decrement and reserve, all or nothing. */
  const reserving = (purchase: Purchase, digest: string, reached: Checkpoint) =>
    db.transaction(async tx => {
      const seen = await stock.stockOf(tx, purchase.itemId, wiring.rowLock);
      await reached('seen');
      if (!seen) return 'NO_SUCH_ITEM';
      stockSeen.set(purchase.itemId, seen.inventory);
      if (seen.inventory < purchase.quantity) return 'OUT_OF_STOCK';
      const took = wiring.atomic
        ? await stock.decrement(tx, purchase.itemId, purchase.quantity)
        : await stock.overwrite(tx, purchase.itemId, seen.inventory - purchase.quantity);
      if (!took) return 'OUT_OF_STOCK';
      const [totalCents, reservedUntil] = [purchase.quantity * seen.priceCents, new Date(now() + reservedMs)];
      const order = await stock.reserve(tx, purchase, { digest, totalCents, reservedUntil });
      if (!order) throw new KeyTaken(); // and the decrement is rolled back
      return order;
    });

  /** In one transaction with the units; whoever else ended it meant the same, since the provider told both the same. */
  async function finish(order: Order, paid: boolean): Promise<Order> {
    const status = paid ? 'CONFIRMED' : 'CANCELLED';
    await db.transaction(async tx => {
      if ((await stock.end(tx, order, status)) && !paid && wiring.restores) await stock.restore(tx, order);
    });
    return { ...order, status };
  }

  async function locked(purchase: Purchase, digest: string, reached: Checkpoint): Promise<Outcome> {
    const steps = journey(state => traced(purchase.userId, state));
    steps.become('LOCKED');
    await reached('locked');
    const order = await reserving(purchase, digest, reached);
    if (order === 'OUT_OF_STOCK') steps.become(order);
    if (typeof order === 'string') return { status: 'REFUSED', reason: order };
    steps.become('RESERVED');
    await reached('reserved');
    const paid = await charging.charge(order, purchase.paymentMethod).catch(asUnknown);
    await reached('charged');
    if (paid === undefined) return outcomeOf(order);
    const ended = await finish(order, paid);
    steps.become(paid ? 'CONFIRMED' : 'CANCELLED');
    return outcomeOf(ended);
  }

  return {
    putOnSale: async item => void (await stock.putOnSale(db, item)),
    inventory: itemId => stock.stockOf(db, itemId),
    order: async orderId => shown(await stock.orderById(db, orderId)),
    audit: itemId => stock.auditOf(db, itemId, captured),

    async purchase(purchase, reached = () => {}) {
      const digest = digestOf(purchase);
      const isKnownToBeSold = (stockSeen.get(purchase.itemId) ?? purchase.quantity) < purchase.quantity;
      if (isKnownToBeSold) return (await known(purchase, digest)) ?? { status: 'REFUSED', reason: 'OUT_OF_STOCK' };
      const lock = wiring.lock ? await lockAll([lockOf(purchase.itemId)]) : NO_LOCK;
      if (!lock) return (await known(purchase, digest)) ?? { status: 'REFUSED', reason: 'BEING_PURCHASED' }; // perhaps it is by this very order, whose server died
      try {
        return (await known(purchase, digest)) ?? (await locked(purchase, digest, reached));
      } catch (error) {
        if (!(error instanceof KeyTaken)) throw error;
        return (await known(purchase, digest))!;
      } finally {
        await lock.release();
      }
    },

    async settle() {
      if (!wiring.settles) return 0;
      const left = await stock.leftReserved(db, graceMs);
      for (const order of left) {
        const isLate = order.reservedUntil.getTime() <= now();
        const paid = isLate ? charging.giveUp(order) : charging.charge(order, order.paymentMethod);
        const decided = await paid.catch(asUnknown);
        if (decided !== undefined) await finish(order, decided);
      }
      return left.length;
    },
  };
}

const NO_LOCK = { release: async () => {} };

/** The same user sent the same key to another process a moment ago. */
class KeyTaken extends Error {}

const digestOf = ({ key: _, ...rest }: Purchase) => createHash('sha256').update(JSON.stringify(rest)).digest('base64');

/** Nobody knows: the order stays RESERVED, and `settle` asks again. */
function asUnknown(error: unknown): undefined {
  if (!(error instanceof Unknown)) throw error;
}

function shown(order: Order | undefined): Order | undefined {
  if (!order) return undefined;
  const { orderId, itemId, userId, quantity, status, totalCents } = order;
  return { orderId, itemId, userId, quantity, status, totalCents };
}

function outcomeOf(stored: Order): Outcome {
  const order = shown(stored)!;
  if (order.status === 'CANCELLED') return { status: 'REFUSED', reason: 'PAYMENT_FAILED', order };
  return { status: order.status, order };
}
