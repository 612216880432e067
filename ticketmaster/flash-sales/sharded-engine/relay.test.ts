// What a shard announces comes to Kafka, here a list: once it is certain, and not before, is it forgotten.
import { unique } from '@ticketmaster/testing/eventually';
import { beforeEach, expect, it } from 'vitest';
import { oneShard } from './one-shard.fixture.ts';
import { relayOnce, type Sold } from './relay.ts';
import { wish } from './sale.fixture.ts';
import { shardedSale } from './sale.ts';

const shard = oneShard();
let published: string[];
beforeEach(() => {
  published = [];
});
const publish = async (sold: Sold[]) => void published.push(...sold.map(({ seatId }) => seatId));
const relayed = (parts: Partial<Parameters<typeof relayOnce>[0]> = {}) =>
  relayOnce({ shards: [shard()], publish, ...parts });

/** So many seats of an event, each to a buyer of its own. */
async function sold(seats: number): Promise<void> {
  const lockAll = async () => ({ held: () => true, release: async () => {} });
  const sale = shardedSale({ shards: [shard()], lockAll });
  const eventId = unique('event');
  await sale.putOnSale({ itemId: eventId, units: seats, priceCents: 0 });
  for (let nth = 1; nth <= seats; nth++)
    expect(await sale.purchase(wish(eventId, nth))).toMatchObject({ status: 'CONFIRMED' });
}

it('publishes each ticket once', async () => {
  await sold(3);
  expect(await relayed()).toBe(3);
  expect(await relayed()).toBe(0);
  expect(published.toSorted()).toEqual(['A-0001', 'A-0002', 'A-0003']);
});

it('publishes again what Kafka did not take, and says meanwhile that Kafka is away', async () => {
  await sold(2);
  const away = async () => Promise.reject(new Error('no broker'));
  for (let times = 0; times < 2; times++) await expect(relayed({ publish: away })).rejects.toThrow('Kafka');
  expect(await relayed()).toBe(2);
  expect(published.toSorted()).toEqual(['A-0001', 'A-0002']);
});

it('publishes again what it cannot know to be published: who died after it, before it was forgotten', async () => {
  await sold(1);
  const dies = (step: string) => {
    if (step === 'published') throw new Error('killed');
  };
  await expect(relayed({ reached: dies })).rejects.toThrow('killed');
  expect(await relayed()).toBe(1);
  expect(published).toEqual(['A-0001', 'A-0001']);
});

it('leaves to another relay what that one has in hand', async () => {
  await sold(1);
  let other: number | undefined;
  await relayed({
    async reached(step) {
      if (step === 'claimed') other = await relayed();
    },
  });
  expect(other).toBe(0);
  expect(published).toEqual(['A-0001']);
});
