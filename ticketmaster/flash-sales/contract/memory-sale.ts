import { setTimeout as sleep } from 'node:timers/promises';
import { type Audit, balanced, type FlashSale, type Item, type Order, type Purchase } from './flash-sale.ts';

interface Stored {
  order: Order;
  purchase: string;
  charged: boolean;
}

/** All that a sale in memory keeps; two that share it are two processes with one database. */
export interface Memory {
  items: Map<string, Item & { inventory: number }>;
  orders: Map<string, Stored>;
  /** By item: whose the lock is, and until when. */
  locks: Map<string, { owner: string; until: number }>;
}

export const memory = (): Memory => ({ items: new Map(), orders: new Map(), locks: new Map() });

/** What of it can be broken. */
export interface Steps {
  release(owner: string, itemId: string): void;
  decrement(item: { inventory: number }, quantity: number, seen: number): boolean;
  restore(item: { inventory: number }, quantity: number): void;
  keyOf(purchase: Purchase): string;
}

export const LOCK_MS = 50;

/** The reference: as little as keeps all promises. Cards named `…Declined` are declined. */
export function memorySale(kept: Memory = memory(), broken: (right: Steps) => Partial<Steps> = () => ({})): FlashSale {
  const { items, orders, locks } = kept;
  const right: Steps = {
    release(owner, itemId) {
      if (locks.get(itemId)?.owner === owner) locks.delete(itemId);
    },
    decrement(item, quantity) {
      if (item.inventory < quantity) return false;
      item.inventory -= quantity;
      return true;
    },
    restore(item, quantity) {
      item.inventory += quantity;
    },
    keyOf: ({ userId, key }) => `${userId} ${key}`,
  };
  const steps = { ...right, ...broken(right) };

  function end({ order, charged }: Stored): void {
    if (order.status !== 'RESERVED') return;
    order.status = charged ? 'CONFIRMED' : 'CANCELLED';
    if (!charged) steps.restore(items.get(order.itemId)!, order.quantity);
  }

  return {
    async putOnSale(item) {
      items.set(item.itemId, { ...item, inventory: item.units });
    },
    inventory: async itemId => items.get(itemId),
    order: async orderId => [...orders.values()].find(({ order }) => order.orderId === orderId)?.order,

    async purchase(purchase, reached = () => {}) {
      const { itemId, userId, quantity, paymentMethod } = purchase;
      const item = items.get(itemId);
      if (!item) return { status: 'REFUSED', reason: 'NO_SUCH_ITEM' };
      const key = steps.keyOf(purchase);
      const text = JSON.stringify(purchase);
      const known = orders.get(key);
      if (known && known.purchase !== text) return { status: 'REFUSED', reason: 'KEY_REUSED' };
      if (known) return outcomeOf(known.order);
      if (item.inventory < quantity) return { status: 'REFUSED', reason: 'OUT_OF_STOCK' };

      const owner = crypto.randomUUID();
      if ((locks.get(itemId)?.until ?? 0) > Date.now()) return { status: 'REFUSED', reason: 'BEING_PURCHASED' };
      locks.set(itemId, { owner, until: Date.now() + LOCK_MS });
      try {
        const seen = item.inventory;
        await reached('locked');
        if (!steps.decrement(item, quantity, seen)) return { status: 'REFUSED', reason: 'OUT_OF_STOCK' };
        const totalCents = quantity * item.priceCents;
        const order: Order = { orderId: owner, itemId, userId, quantity, status: 'RESERVED', totalCents };
        const stored: Stored = { order, purchase: text, charged: false };
        orders.set(key, stored);
        await reached('reserved');
        stored.charged = !paymentMethod.endsWith('Declined');
        await reached('charged');
        end(stored);
        return outcomeOf(order);
      } catch (crash) {
        await sleep(LOCK_MS); // a process that died releases nothing: its lock ends by itself
        throw crash;
      } finally {
        steps.release(owner, itemId);
      }
    },

    async settle() {
      const left = [...orders.values()].filter(({ order }) => order.status === 'RESERVED');
      for (const one of left) end(one);
      return left.length;
    },

    async audit(itemId): Promise<Audit | undefined> {
      const item = items.get(itemId);
      if (!item) return undefined;
      const of = [...orders.values()].filter(({ order }) => order.itemId === itemId);
      const units = (status: string) =>
        of.reduce((sum, { order }) => sum + (order.status === status ? order.quantity : 0), 0);
      return balanced({
        ...{ itemId, units: item.units, inventory: item.inventory, mails: null },
        ...{ reserved: units('RESERVED'), confirmed: units('CONFIRMED'), cancelled: units('CANCELLED') },
        capturedCents: of.reduce((sum, { order, charged }) => sum + (charged ? order.totalCents : 0), 0),
      });
    },
    async close() {},
  };
}

function outcomeOf(order: Order) {
  const { status } = order;
  if (status === 'CANCELLED')
    return { status: 'REFUSED' as const, reason: 'PAYMENT_FAILED' as const, order: { ...order } };
  return { status, order: { ...order } };
}
