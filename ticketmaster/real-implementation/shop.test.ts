// The whole shop over HTTP, on real servers.
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

it('goes from the event to a ticket that opens the door once, and back to the money', async () => {
  const eventId = await shop.onSale();
  const ada = await shop.visitor();
  const event = await shop.call('GET', `/api/events/${eventId}`);
  expect(event.body).toMatchObject({ status: 'ON_SALE', seats: 200, waitingRoom: false, priceCents: 5_000 });
  expect((await shop.call('GET', event.body.chart)).body.sections).toHaveLength(4);

  const held = await ada.hold(eventId, { seatIds: ['F1-1-2', 'F1-1-1'] });
  expect(held).toMatchObject({
    status: 201,
    body: { status: 'RESERVED', seatIds: ['F1-1-2', 'F1-1-1'], totalCents: 10_000 },
  });
  expect(held.body.reservedForMs).toBeGreaterThan(590_000);
  const { orderId } = held.body;
  expect(await ada.confirm(orderId, 'pm_card_visa_chargeDeclined')).toMatchObject({
    status: 402,
    body: { type: 'payment-declined' },
  });
  const paid = await ada.confirm(orderId);
  expect(paid).toMatchObject({ status: 200, body: { status: 'CONFIRMED', capturedCents: 10_000 } });
  const [{ ticketId }] = paid.body.tickets;

  const { body: ticket } = await ada.call('GET', `/api/tickets/${ticketId}`);
  expect((await ada.call('GET', `/api/tickets/${ticketId}/qr.svg`)).body).toContain('<svg');
  const door = (code: string, more = {}) => shop.asOperator('POST', '/api/check-ins', { code, gate: 'north', ...more });
  expect(await door(ticket.code, { eventId: 'another' })).toMatchObject({
    status: 403,
    body: { type: 'ticket-refused' },
  });
  expect(await door(ticket.code)).toMatchObject({ status: 201, body: { seatId: ticket.seatId, gate: 'north' } });
  expect(await door(ticket.code)).toMatchObject({ status: 409, body: { type: 'already-used', gate: 'north' } });
  for (const code of [`${ticket.code.slice(0, -3)}AAA`, `x${ticket.code}`, 'nonsense', '.', `${ticket.code}.x`])
    expect(await door(code), code).toMatchObject({ status: 403, body: { type: 'ticket-refused' } });

  const { body: seat } = await shop.asOperator('GET', `/api/operator/seats/${ticket.seatId}?eventId=${eventId}`);
  expect(seat.history.map(({ what }: { what: string }) => what.replace(/\d\d:.*/, ''))).toEqual([
    ...['held until ', 'ticket issued', 'order is CONFIRMED', 'came in at gate north'],
  ]);

  const other = paid.body.tickets[1];
  const { body: second } = await ada.call('GET', `/api/tickets/${other.ticketId}`);
  expect(await ada.call('POST', `/api/orders/${orderId}/refund`, { seatIds: [other.seatId] })).toMatchObject({
    status: 200,
  });
  expect(await door(second.code)).toMatchObject({ status: 403, body: { type: 'ticket-refused' } });
  expect((await ada.call('GET', '/api/orders')).body.orders).toMatchObject([{ orderId, refundedCents: 5_000 }]);
  await eventually(async () => expect((await shop.call('GET', `/api/events/${eventId}/seats`)).body.free).toBe(199));
});

it('keeps what is one visitor’s from all others', async () => {
  const eventId = await shop.onSale();
  const [ada, eve] = [await shop.visitor(), await shop.visitor()];
  const { orderId } = (await ada.hold(eventId, { best: { count: 2 } })).body;
  for (const [method, path, body] of [
    ['GET', `/api/orders/${orderId}`],
    ['GET', `/api/orders/${orderId}/stream`],
    ['POST', `/api/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' }],
    ['POST', `/api/orders/${orderId}/cancel`],
    ['POST', `/api/orders/${orderId}/refund`],
  ] as const)
    expect(await eve.call(method, path, body), path).toMatchObject({ status: 404 });
  expect((await eve.call('GET', '/api/orders')).body.orders).toEqual([]);
  const paid = await ada.confirm(orderId);
  const [{ ticketId }] = paid.body.tickets;
  expect(await eve.call('GET', `/api/tickets/${ticketId}`)).toMatchObject({ status: 404 });
  expect(await eve.call('GET', `/api/tickets/${ticketId}/qr.svg`)).toMatchObject({ status: 404 });
  const forged = `session=${ada.userId}.${'A'.repeat(43)}`;
  expect(await shop.call('GET', '/api/orders', undefined, { cookie: forged })).toMatchObject({ status: 401 });
  const crossSite = { 'sec-fetch-site': 'cross-site' };
  expect(await ada.hold(eventId, { best: { count: 1 } }, crossSite)).toMatchObject({
    status: 403,
    body: { type: 'cross-site' },
  });
});

it('lets nobody hold seats that they do not pay for, again and again', async () => {
  const eventId = await shop.onSale();
  const ada = await shop.visitor();
  const orders = await Promise.all(
    [1, 2, 3, 4, 5].map(row => ada.hold(eventId, { seatIds: [`F1-${row}-1`, `F1-${row}-2`] })),
  );
  const held = orders.filter(({ status }) => status === 201);
  expect(held).toHaveLength(3);
  for (const { status, body } of orders)
    if (status !== 201) expect(body).toMatchObject({ type: 'too-many-unpaid', status: 409 });
  await ada.confirm(held[0]!.body.orderId);
  expect(await ada.hold(eventId, { best: { count: 1 } })).toMatchObject({ status: 201 });
  expect(await ada.hold(eventId, { best: { count: 1 } })).toMatchObject({ status: 409 });
  await ada.call('POST', `/api/orders/${held[1]!.body.orderId}/cancel`);
  expect(await ada.hold(eventId, { best: { count: 1 } })).toMatchObject({ status: 201 });
});

describe('an event with a waiting room', () => {
  it('sells to those who were admitted, each by their own admission, and not after they are done', async () => {
    const eventId = await shop.onSale({ waitingRoom: 'hold' });
    const [ada, bob] = [await shop.visitor(), await shop.visitor()];
    const room = `/api/events/${eventId}/waiting-room`;
    await shop.asOperator('PUT', room, { capacity: 1 });
    expect(await ada.hold(eventId, { best: { count: 1 } })).toMatchObject({
      status: 401,
      body: { type: 'admission-required' },
    });
    expect(await ada.call('POST', `${room}/${ada.userId}`)).toMatchObject({ status: 202 });
    const admission = await eventually(async () => {
      const { body } = await ada.call('GET', `${room}/${ada.userId}`);
      expect(body.state).toBe('ADMITTED');
      return { authorization: `Bearer ${body.admissionToken}` };
    });
    expect(await bob.call('POST', `${room}/${bob.userId}`)).toMatchObject({
      status: 202,
      body: { state: 'WAITING', position: 1 },
    });
    expect(await bob.hold(eventId, { best: { count: 1 } }, admission)).toMatchObject({
      status: 403,
      body: { type: 'not-admitted' },
    });
    const { status, body } = await ada.hold(eventId, { best: { count: 2 } }, admission);
    expect(status).toBe(201);
    expect(await ada.confirm(body.orderId)).toMatchObject({ status: 401 });
    expect(await ada.confirm(body.orderId, 'pm_card_visa', admission)).toMatchObject({ status: 200 });
    await ada.call('POST', `${room}/${ada.userId}/done`);
    expect(await ada.hold(eventId, { best: { count: 1 } }, admission)).toMatchObject({ status: 403 });
    await eventually(async () => expect((await bob.call('GET', `${room}/${bob.userId}`)).body.state).toBe('ADMITTED'));
  });

  it('has none while it is quiet, and one while many come, where it says `auto`', async () => {
    const eventId = await shop.onSale({ waitingRoom: 'auto' });
    const ada = await shop.visitor();
    const isOn = async () => (await shop.call('GET', `/api/events/${eventId}`)).body.waitingRoom;
    expect(await isOn()).toBe(false);
    await eventually(async () => {
      await Promise.all(Array.from({ length: 100 }, () => ada.hold(eventId, { seatIds: ['F1-1-1'] })));
      expect(await isOn()).toBe(true);
    });
    expect(await ada.hold(eventId, { seatIds: ['F1-1-2'] })).toMatchObject({ status: 401 });
  });
});

it('sells nothing before the sale, and nothing after it', async () => {
  const eventId = await shop.onSale();
  const ada = await shop.visitor();
  await shop.asOperator('PATCH', `/api/events/${eventId}`, { status: 'CLOSED' });
  await eventually(async () =>
    expect(await ada.hold(eventId, { best: { count: 1 } })).toMatchObject({
      status: 409,
      body: { type: 'not-on-sale' },
    }),
  );
  expect(await ada.hold(unique('nothing'), { best: { count: 1 } })).toMatchObject({ status: 404 });
});
