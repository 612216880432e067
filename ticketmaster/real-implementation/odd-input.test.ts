// Input of the right shape and an odd content: texts, days, methods, cookies, addresses.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
let eventId: string;
let ada: Awaited<ReturnType<TestShop['visitor']>>;
beforeAll(async () => {
  shop = await openTestShop();
  eventId = await shop.onSale();
  ada = await shop.visitor();
});
afterAll(() => shop.close());

it('takes no NUL into a text that PostgreSQL keeps or compares, and no text of blanks', async () => {
  const show = {
    venueId: 'V1',
    name: 'A',
    performer: 'B',
    genre: 'C',
    startsAt: '2027-05-01T20:00:00Z',
    priceCents: 100,
  };
  for (const field of ['name', 'performer', 'genre'])
    for (const text of ['a\0b', '\0', ' \ufeff'])
      expect(await shop.asOperator('PUT', '/api/events/nul', { ...show, [field]: text })).toMatchObject({
        status: 400,
        body: { errors: [{ field }] },
      });
  expect(await ada.call('GET', '/api/events/nul')).toMatchObject({ status: 404 });
  expect(await ada.call('GET', '/api/events?city=a%00b')).toMatchObject({ status: 400 });
});

it('takes only days that there are, and that PostgreSQL knows', async () => {
  for (const day of ['-271821-04-20', '%2B275760-09-13', '2027-02-29', '7', 'May', '2027-06-18T25:00:00Z', ''])
    expect(await ada.call('GET', `/api/events?from=${day}`), day).toMatchObject({ status: 400 });
  for (const day of ['2027-06-18', '0000-01-01', '9999-12-31', '2027-06-18T19:00:00Z', '2027-06-18T19:00:00.5%2B02:00'])
    expect(await ada.call('GET', `/api/events?from=${day}`), day).toMatchObject({ status: 200 });
});

it('answers HEAD of a stream at once', async () => {
  const { body: order } = await ada.hold(eventId, { best: { count: 1 } });
  for (const path of [`/api/events/${eventId}/seats/stream`, `/api/orders/${order.orderId}/stream`]) {
    const answer = await fetch(shop.url + path, {
      method: 'HEAD',
      headers: { cookie: ada.cookie },
      signal: AbortSignal.timeout(2_000),
    });
    expect(answer.headers.get('content-type'), path).toBe('text/event-stream');
    expect(await answer.text()).toBe('');
  }
});

it('gives back nothing when what is to go back was not understood', async () => {
  const { body: order } = await ada.hold(eventId, { best: { count: 2 } });
  await ada.confirm(order.orderId);
  const refund = (type: string, sent: unknown) =>
    ada.call('POST', `/api/orders/${order.orderId}/refund`, sent, { 'content-type': type });
  expect(await refund('text/plain', { seatIds: [order.seatIds[0]] })).toMatchObject({ status: 415 });
  expect(await ada.call('GET', `/api/orders/${order.orderId}`)).toMatchObject({ body: { refundedCents: 0 } });
  expect(await refund('text/plain', undefined)).toMatchObject({ status: 200, body: { status: 'REFUNDED' } });
});

it('takes cookies and addresses that mean nothing for none', async () => {
  const path = `/api/events/${eventId}/waiting-room/${ada.userId}`;
  const made = [
    'device=x',
    `device=${'-'.repeat(36)}.${'-'.repeat(43)}`,
    `device=${'x'.repeat(5_000)}`,
    'device=a; device=b',
  ];
  const addresses = ['', ',', '::1]/', '\\', '1.2.3.4:5', 'x'.repeat(5_000), '1.1.1.1,'.repeat(500)];
  for (const cookie of made)
    expect(await ada.call('POST', path, undefined, { cookie: `${ada.cookie}; ${cookie}` }), cookie).toMatchObject({
      status: 202,
    });
  for (const address of addresses)
    expect(await ada.call('POST', path, undefined, { 'x-forwarded-for': address }), address).toMatchObject({
      status: 202,
    });
  expect(await shop.call('POST', path, undefined, { cookie: ada.cookie.slice(0, -1) })).toMatchObject({ status: 401 });
  expect(await ada.call('POST', '/api/events/nowhere/waiting-room/x')).toMatchObject({ status: 403 });
  expect(await shop.redis.keys('*{nowhere}*')).toEqual([]);
});
