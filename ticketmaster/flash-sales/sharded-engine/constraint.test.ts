// A Redis that fails over may forget a lock, and then two have it. Here the lock keeps nobody out at all: what holds is the database.
import { unique } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { oneShard } from './one-shard.fixture.ts';
import { wish } from './sale.fixture.ts';
import { shardedSale } from './sale.ts';

const shard = oneShard();
const forEverybody = async () => ({ held: () => true, release: async () => {} });
const taken = { status: 'REFUSED', reason: 'OUT_OF_STOCK' };

async function onSale() {
  const sale = shardedSale({ shards: [shard()], lockAll: forEverybody });
  const eventId = unique('event');
  await sale.putOnSale({ itemId: eventId, units: 3, priceCents: 0 });
  return { sale, eventId };
}

/** Two buyers who have both seen that the seat is free, and both have its lock, before either writes. */
async function atOnce({ sale, eventId }: Awaited<ReturnType<typeof onSale>>, ...whose: ReturnType<typeof wish>[]) {
  const all = Promise.withResolvers<void>();
  let there = 0;
  const together = (step: string) => {
    if (step !== 'locked') return;
    if (++there === whose.length) all.resolve();
    return all.promise;
  };
  const outcomes = await Promise.all(whose.map(one => sale.purchase(one, together)));
  return { outcomes, audit: await sale.audit(eventId) };
}

it('sells a seat once, though two have its lock', async () => {
  const here = await onSale();
  const { outcomes, audit } = await atOnce(here, wish(here.eventId, 1), wish(here.eventId, 1));
  expect(audit).toMatchObject({ confirmed: 1, oversold: 0 });
  expect(outcomes.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(1);
  expect(outcomes).toContainEqual(taken);
});

it('answers a double click with one ticket, though both clicks have the lock', async () => {
  const here = await onSale();
  const ada = wish(here.eventId, 1);
  const { outcomes, audit } = await atOnce(here, ada, ada);
  expect(audit).toMatchObject({ confirmed: 1, oversold: 0 });
  expect(outcomes[0]).toMatchObject({ status: 'CONFIRMED' });
  expect(outcomes[1]).toEqual(outcomes[0]);
});

it('sells other seats to others at the same time', async () => {
  const here = await onSale();
  const { audit } = await atOnce(here, wish(here.eventId, 1), wish(here.eventId, 2), wish(here.eventId, 3));
  expect(audit).toMatchObject({ confirmed: 3, oversold: 0, inventory: 0 });
});
