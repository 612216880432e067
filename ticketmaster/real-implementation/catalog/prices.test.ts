// What seats cost, by the category of their section, from the operator to the money that goes back.
import { auditOf, keptOrders } from '@ticketmaster/two-phase-payments/audit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

/** In the arena, with a price of its own for two of its three categories. */
const show = { venueId: 'V2', prices: { A: 9_000, B: 7_000 } };
/** The same, as its operator announces it. */
const asked = { ...show, name: 'A Night', performer: 'Ada', genre: 'Pop', startsAt: '2027-05-01T20:00:00Z' };
const eventOf = async (eventId: string) => (await shop.call('GET', `/api/events/${eventId}`)).body;

it('an order costs what each of its seats does, and as much as a seat did goes back for it', async () => {
  const eventId = await shop.onSale(show);
  expect(await eventOf(eventId)).toMatchObject({ priceCents: 5_000, prices: { A: 9_000, B: 7_000, C: 5_000 } });
  const [ada, bob] = [await shop.visitor(), await shop.visitor()];
  const [adas, bobs] = await Promise.all([
    ada.hold(eventId, { seatIds: ['C1-1-1', 'A1-1-1', 'B1-1-1'] }),
    bob.hold(eventId, { best: { count: 2, category: 'B' } }),
  ]);
  expect([adas.body.totalCents, bobs.body.totalCents]).toEqual([21_000, 14_000]);
  const { orderId } = adas.body;
  expect((await ada.call('GET', `/api/orders/${orderId}`)).body.totalCents).toBe(21_000);
  expect((await ada.confirm(orderId)).body).toMatchObject({ status: 'CONFIRMED', capturedCents: 21_000 });
  const { body } = await ada.call('POST', `/api/orders/${orderId}/refund`, { seatIds: ['A1-1-1'] });
  expect(body).toMatchObject({ status: 'CONFIRMED', refundedCents: 9_000, totalCents: 21_000 });
  const figures = await shop.asOperator('GET', `/api/operator/figures?eventId=${eventId}`);
  expect(figures.body).toMatchObject({ sold: 2, held: 2, keptCents: 12_000 });
  const [order] = (await keptOrders(shop.db, eventId)).filter(({ status }) => status === 'CONFIRMED');
  expect(order).toMatchObject({ totalCents: 21_000, validCents: 12_000, tickets: 2 });
  expect(auditOf([order!], [])).not.toEqual([]); // and it would see that money is missing
});

it('what seats cost may change until the sale opens, and not afterwards', async () => {
  const eventId = await shop.announced(show);
  const change = (more: object) => shop.asOperator('PUT', `/api/events/${eventId}`, { ...asked, ...more });
  const before = await change({ priceCents: 4_000, prices: { A: 8_000 } });
  expect(before).toMatchObject({ status: 200, body: { priceCents: 4_000, prices: { A: 8_000 } } });
  await shop.asOperator('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE' });
  const after = await change({ priceCents: 1_000, prices: { A: 2_000 }, name: 'Another Night' });
  expect(after.body).toMatchObject({ name: 'Another Night', priceCents: 4_000, prices: { A: 8_000 } });
  expect(await eventOf(eventId)).toMatchObject({ priceCents: 4_000, prices: { A: 8_000, B: 4_000, C: 4_000 } });
  const { body } = await (await shop.visitor()).hold(eventId, { seatIds: ['A1-1-1', 'B1-1-1'] });
  expect(body.totalCents).toBe(12_000);
});

it('refuses the price of a category that the house does not have', async () => {
  const prices = { A: 9_000, S: 9_000 };
  const answer = await shop.asOperator('PUT', '/api/events/E-other', { ...asked, priceCents: 5_000, prices });
  expect(answer).toMatchObject({
    status: 409,
    body: { type: 'no-such-category', detail: 'the venue has A, B, C, and not S' },
  });
  expect((await shop.call('GET', '/api/events/E-other')).status).toBe(404);
});

it.each([
  ['of a category that no house has', { Z: 9_000 }, 'Z'],
  ['that is less than a card can pay', { A: 49 }, 'prices.A'],
  ['that is a text', { A: '9000' }, 'prices.A'],
  ['that is no price', [9_000], 'prices'],
])('refuses a price %s', async (_what, prices, field) => {
  const answer = await shop.asOperator('PUT', '/api/events/E-odd', { ...asked, priceCents: 5_000, prices });
  expect(answer).toMatchObject({ status: 400, body: { type: 'invalid-request' } });
  expect(answer.body.errors.map((error: { field: string }) => error.field)).toContainEqual(
    expect.stringContaining(field),
  );
  expect((await shop.call('GET', '/api/events/E-odd')).status).toBe(404);
});
