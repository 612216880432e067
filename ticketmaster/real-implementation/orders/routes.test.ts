// Orders under their keys: the same click, also twice at once, is the same order.
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

it('answers a key the same again, and refuses another wish under it', async () => {
  const eventId = await shop.onSale();
  const ada = await shop.visitor();
  const key = { 'idempotency-key': unique('key') };
  const clicks = await Promise.all([1, 2, 3, 4].map(() => ada.hold(eventId, { seatIds: ['F2-1-1'] }, key)));
  expect(new Set(clicks.map(({ status, body }) => `${status} ${body.orderId}`)).size).toBe(1);
  expect(await ada.hold(eventId, { seatIds: ['F2-1-2'] }, key)).toMatchObject({ status: 422 });
  const best = { 'idempotency-key': unique('key') };
  const [one, again] = [
    await ada.hold(eventId, { best: { count: 2 } }, best),
    await ada.hold(eventId, { best: { count: 2 } }, best),
  ];
  expect(again.body.seatIds).toEqual(one.body.seatIds);
  const pay = { 'idempotency-key': unique('pay') };
  const paid = await Promise.all([1, 2, 3].map(() => ada.confirm(one.body.orderId, 'pm_card_visa', pay)));
  for (const { status } of paid) expect([200, 202]).toContain(status);
  await eventually(async () =>
    expect(await ada.call('GET', `/api/orders/${one.body.orderId}`)).toMatchObject({
      body: { status: 'CONFIRMED', capturedCents: 10_000 },
    }),
  );
});

it('makes one order of a double click on the best seats, also where many want the same', async () => {
  const eventId = await shop.onSale();
  const visitors = await Promise.all(Array.from({ length: 12 }, () => shop.visitor()));
  const clicks = await Promise.all(
    visitors.map(({ hold, userId }) => {
      const click = () => hold(eventId, { best: { count: 2 } }, { 'idempotency-key': `best-of-${userId}` });
      return Promise.all([click(), click(), click()]);
    }),
  );
  for (const answers of clicks) {
    expect(answers.map(({ status }) => status)).not.toContain(422);
    const held = answers.filter(({ status }) => status === 201).map(({ body }) => body.orderId);
    expect(new Set(held).size).toBeLessThanOrEqual(1);
    expect(held).toHaveLength(held.length ? 3 : 0);
  }
  const { rows } = await shop.db.query('select count(*)::int as count from purchase where event_id = $1', [eventId]);
  expect(rows[0]!.count).toBe(clicks.filter(([first]) => first.status === 201).length);
});
