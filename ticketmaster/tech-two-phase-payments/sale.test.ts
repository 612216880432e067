import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, openStandIn, type Shop, type StandIn, wish } from './payments.fixture.ts';

let standIn: StandIn;
let shop: Shop;
beforeAll(async () => {
  standIn = await openStandIn();
  shop = await openShop(standIn);
});
afterAll(async () => {
  await shop.close();
  await standIn.close();
});

const GOOD = 'pm_card_visa';

it('sells: seats, tickets and money agree', async () => {
  const { sale } = shop.engine();
  const eventId = await shop.event();
  const orderId = crypto.randomUUID();
  const placed = await sale.place(orderId, wish(eventId), null);
  expect(placed).toMatchObject({
    undecided: false,
    order: { status: 'RESERVED', intentId: expect.stringMatching(/^pi_/) },
  });
  const began = performance.now();
  const { order } = await sale.confirm(orderId, 'ada', 'key-1', GOOD);
  console.log('confirm took', performance.now() - began);
  expect(order).toMatchObject({ status: 'CONFIRMED', capturedCents: 10_000 });
  expect(await shop.findings(eventId)).toEqual([]);
});
