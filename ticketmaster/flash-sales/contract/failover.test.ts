// A count that is always 0 counts nothing: what a shop in memory loses, refuses and sells twice must be found.
import { expect, it } from 'vitest';
import type { Answer } from './client.ts';
import { failover } from './failover.ts';
import type { Shop } from './shop.ts';

const answer = (status: number, body: unknown = {}): Answer => ({ status, body, headers: {}, ms: 1 });

/** Remembers keys. While `away` nobody is sold anything. */
function shopInMemory() {
  const [sold, units] = [new Map<string, string>(), new Map<string, number>()];
  const state = { away: false, oversold: 0 };
  const shop: Shop = {
    async putOnSale(itemId, count) {
      units.set(itemId, count);
      return answer(200);
    },
    view: async () => answer(200),
    async purchase(itemId, key) {
      if (state.away) return answer(503, { type: 'unavailable' });
      sold.set(key, itemId);
      return answer(201, { orderId: key });
    },
    stored: async ({ body }) => answer(sold.has(body.orderId) ? 200 : 404),
    async audit(itemId) {
      const confirmed = [...sold.values()].filter(one => one === itemId).length;
      return { confirmed, oversold: Math.max(0, confirmed - units.get(itemId)!) };
    },
    close() {},
  };
  return { shop, sold, units, state };
}

const load = { rate: 100, beforeMs: 600, afterMs: 1_200 };

it.concurrent('finds nothing where nothing happens', async () => {
  const { shop } = shopInMemory();
  const found = await failover({ ...load, shop, kill: async () => {} });
  expect(found).toMatchObject({ lost: 0, oversold: 0, errors: 0, askedAgain: 0, viewsAwayMs: 0, purchasesAwayMs: 0 });
  expect(found.acknowledged).toBeGreaterThan(30);
});

it.concurrent('finds for how long nobody was sold anything, and asks again who does not know', async () => {
  const { shop, state } = shopInMemory();
  const kill = async () => {
    state.away = true;
    setTimeout(() => (state.away = false), 500);
  };
  const found = await failover({ ...load, shop, kill });
  expect(found.purchasesAwayMs).toBeGreaterThan(300);
  expect(found.purchasesAwayMs).toBeLessThan(1_100); // of 1,200 that it looks for
  expect(found).toMatchObject({ lost: 0, oversold: 0, viewsAwayMs: 0 });
  expect(found.askedAgain).toBe(found.errors);
  expect(found.errors).toBeGreaterThan(5);
});

it.concurrent('finds what was acknowledged and is gone', async () => {
  const { shop, sold } = shopInMemory();
  const forgets = async () => {
    for (const key of [...sold.keys()].slice(-3)) sold.delete(key);
  };
  expect(await failover({ ...load, shop, kill: forgets })).toMatchObject({ lost: 3, oversold: 0 });
});

it.concurrent('finds what was sold beyond what there was', async () => {
  const { shop, sold, units } = shopInMemory();
  const sellsTwice = async () => {
    const [itemId] = [...sold.values()].slice(-1);
    for (let nth = 0; nth <= units.get(itemId!)!; nth++) sold.set(`again ${nth}`, itemId!);
  };
  expect((await failover({ ...load, shop, kill: sellsTwice })).oversold).toBeGreaterThan(0);
});

it.concurrent('lets the replica fall behind before the kill', async () => {
  const { shop } = shopInMemory();
  const at: number[] = [];
  const happens = async () => void at.push(performance.now());
  await failover({ ...load, shop, stall: happens, kill: happens });
  expect(at[1]! - at[0]!).toBeGreaterThan(400);
});
