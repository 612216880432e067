// The sale on real shards and a real Redis with Sentinels, of its own for a file of tests.
import type { Purchase } from '@ticketmaster/flash-sales/flash-sale';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll } from 'vitest';
import { type OpenParts, openSale } from './open.ts';
import type { SeatPurchase } from './sale.ts';
import { seatName } from './tickets.ts';
import { topologyWith } from './topology/topology.fixture.ts';
import type { Topology } from './topology/topology.ts';

export const LOCK_MS = 300;

export function underTest(synchronous = true) {
  let topology: Topology;
  beforeAll(async () => {
    topology = await topologyWith(synchronous);
  });
  afterAll(() => topology?.end());
  const schema = 'engine';
  return {
    schema,
    topology: () => topology,
    open: (parts: Partial<OpenParts> = {}) => {
      const { shardUrls, sentinels } = topology;
      return openSale({ shardUrls, sentinels, schema, lockMs: LOCK_MS, ...parts });
    },
    /** For the family's promises, whose buyers have no address. */
    async openForPromises(parts: Partial<OpenParts> = {}) {
      const sale = await this.open(parts);
      const addressed = (purchase: Purchase) => ({ ...purchase, email: `${purchase.userId}@fans.example` });
      return { ...sale, purchase: (one: Purchase, ...rest: [never?]) => sale.purchase(addressed(one), ...rest) };
    },
  };
}

export const wish = (eventId: string, nth: number, more: Partial<SeatPurchase> = {}): SeatPurchase => {
  const userId = unique('user');
  const whose = { userId, email: `${userId}@fans.example`, key: unique('key') };
  return { ...whose, itemId: eventId, unit: seatName(nth), quantity: 1, paymentMethod: 'none', ...more };
};
