import { app, listen, type Running } from '@ticketmaster/common/http';
import { unique } from '@ticketmaster/testing/eventually';
import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOLD_MS, openTestOffice, type TestOffice } from './box-office.fixture.ts';
import { catalog } from './catalog.ts';
import { catalogRoutes, orderRoutes } from './routes.ts';

let test: TestOffice;
let server: Running;
beforeAll(async () => {
  test = await openTestOffice();
  const routes = Router().use(catalogRoutes(catalog(test.db, test.now)), orderRoutes(test.office));
  server = await listen(app(routes, () => test.db.query('select 1')));
});
afterAll(async () => {
  await server.close();
  await test.close();
});

interface Answer {
  status: number;
  type: string | null;
  body: Record<string, unknown>;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': unique('key'), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), body: text ? JSON.parse(text) : {} };
}

const someOrder = '019a0000-0000-7000-8000-000000000000';
const orders = '/api/events/E4/orders';
const payment = `/api/orders/${someOrder}/payment`;
const seat = 'V3-FLOOR-1-1';

describe('bad input', () => {
  it.each([
    ['an unknown query parameter', 'GET', '/api/events?order=asc', undefined, 'order'],
    ['a page that is no number', 'GET', '/api/events?page=-1', undefined, 'page'],
    ['an absurd page', 'GET', '/api/events?page=999999999', undefined, 'page'],
    ['a page size beyond the limit', 'GET', '/api/events?pageSize=101', undefined, 'pageSize'],
    ['a date that is none', 'GET', '/api/events?from=2027-02-30T00:00:00Z', undefined, 'from'],
    ['a parameter given twice', 'GET', '/api/events?q=a&q=b', undefined, 'q'],
    ['a search with a zero byte', 'GET', '/api/events?q=%00', undefined, 'q'],
    ['an endless search', 'GET', `/api/events?q=${'x'.repeat(101)}`, undefined, 'q'],
    ['an event id with a zero byte', 'GET', '/api/events/E4%00', undefined, 'eventId'],
    ['an event id too long', 'GET', `/api/events/${'E'.repeat(65)}/seats`, undefined, 'eventId'],
    ['no body at all', 'POST', orders, '', 'userId'],
    ['a body that is a list', 'POST', orders, [], 'body'],
    ['a missing user', 'POST', orders, { seatIds: [seat] }, 'userId'],
    ['a user that is a number', 'POST', orders, { userId: 7, seatIds: [seat] }, 'userId'],
    ['no seats', 'POST', orders, { userId: 'ada', seatIds: [] }, 'seatIds'],
    ['nine seats', 'POST', orders, { userId: 'ada', seatIds: [...'123456789'] }, 'seatIds'],
    ['a seat twice', 'POST', orders, { userId: 'ada', seatIds: [seat, seat] }, 'seatIds'],
    ['a seat that is an object', 'POST', orders, { userId: 'ada', seatIds: [{ $ne: '' }] }, 'seatIds[0]'],
    ['a field nobody knows', 'POST', orders, { userId: 'ada', seatIds: [seat], priceCents: 1 }, 'priceCents'],
    ['an order id that is no UUID', 'POST', '/api/orders/1/payment', { paymentToken: 'tok_ok' }, 'orderId'],
    ['a missing token', 'POST', payment, {}, 'paymentToken'],
    ['a token that is null', 'POST', payment, { paymentToken: null }, 'paymentToken'],
    ['an amount of the client’s own', 'POST', payment, { paymentToken: 'tok_ok', amountCents: 1 }, 'amountCents'],
    ['an order id that is no UUID', 'GET', '/api/orders/me', undefined, 'orderId'],
    ['an order id that is no UUID', 'DELETE', '/api/orders/%27;drop', undefined, 'orderId'],
  ])('%s is refused by name: %s %s', async (_what, method, path, body, field) => {
    const before = await everything();
    const { status, type, body: problem } = await call(method, path, body);
    expect(type).toContain('application/problem+json');
    expect(problem).toMatchObject({ status, type: 'invalid-request', retryable: false });
    expect((problem.errors as { field: string }[]).map(error => error.field)).toContain(field);
    expect(status).toBe(400);
    expect(await everything()).toBe(before);
  });

  it.each([
    ['broken JSON', '{"userId":', {}, 400],
    ['a huge body', JSON.stringify({ userId: 'x'.repeat(20_000) }), {}, 413],
    ['a body that is no JSON', '{}', { 'content-type': 'text/plain' }, 415],
    ['an unknown encoding', '{}', { 'content-encoding': 'rot13' }, 415],
    ['an idempotency key with a space', '{}', { 'idempotency-key': 'a b' }, 400],
    ['an endless idempotency key', '{}', { 'idempotency-key': 'k'.repeat(256) }, 400],
  ])('%s is refused on both calls that change something', async (_what, body, headers, status) => {
    const before = await everything();
    for (const path of [orders, payment]) {
      const answer = await call('POST', path, body, headers);
      expect([answer.status, answer.body.status, answer.type]).toEqual([
        status,
        status,
        'application/problem+json; charset=utf-8',
      ]);
    }
    expect(await everything()).toBe(before);
    expect((await call('GET', '/ready')).status).toBe(200);
  });
});

/** A fingerprint of every table: it tells whether anything at all has changed. */
async function everything(): Promise<string> {
  const { rows } = await test.db.query<{ all: string }>(
    `select md5(concat((select jsonb_agg(o order by order_id) from orders o), (select jsonb_agg(p order by idempotency_key) from payment p),
       (select jsonb_agg(t order by ticket_id) from ticket t), (select jsonb_agg(s order by event_id, seat_id) from seat_inventory s))) as all`,
  );
  return rows[0]!.all;
}

describe('the way of an order', () => {
  it('goes from a search to tickets', async () => {
    const { body: found } = await call('GET', '/api/events?q=synths');
    const [event] = found.events as { eventId: string }[];
    const { body: offer } = await call('GET', `/api/events/${event!.eventId}/seats`);
    const seatIds = (offer.seats as { seatId: string }[]).slice(2, 4).map(({ seatId }) => seatId);

    const made = await call('POST', `/api/events/${event!.eventId}/orders`, { userId: 'ada', seatIds });
    expect(made).toMatchObject({ status: 201, body: { status: 'RESERVED', totalCents: 12_000, seatIds } });
    const order = `/api/orders/${made.body.orderId}`;

    const late = await call('POST', `/api/events/${event!.eventId}/orders`, { userId: 'bob', seatIds });
    expect(late).toMatchObject({ status: 409, body: { type: 'seat-taken', seatIds, retryable: false } });
    const declined = await call('POST', `${order}/payment`, { paymentToken: 'tok_declined' });
    expect(declined).toMatchObject({ status: 402, body: { type: 'payment-declined' } });
    const slow = await call('POST', `${order}/payment`, { paymentToken: 'tok_timeout' });
    expect(slow).toMatchObject({ status: 504, body: { type: 'payment-timeout', retryable: true } });

    const key = { 'idempotency-key': 'ada-pays' };
    const paid = await call('POST', `${order}/payment`, { paymentToken: 'tok_ok' }, key);
    expect(paid).toMatchObject({ status: 200, body: { status: 'CONFIRMED' } });
    expect(await call('POST', `${order}/payment`, { paymentToken: 'tok_ok' }, key)).toEqual(paid);
    expect((await call('GET', order)).body).toEqual(paid.body);
    expect(await call('POST', `${order}/payment`, { paymentToken: 'tok_declined' }, key)).toMatchObject({
      status: 422,
    });
    expect(await call('DELETE', order)).toMatchObject({ status: 409, body: { type: 'order-already-paid' } });
  });

  it('ends with 204 when cancelled, and 410 when its time is over', async () => {
    const reserve = () => call('POST', orders, { userId: 'ada', seatIds: ['V3-FLOOR-2-9'] });
    const cancelled = `/api/orders/${(await reserve()).body.orderId}`;
    expect((await call('DELETE', cancelled)).status).toBe(204);
    expect(await call('POST', `${cancelled}/payment`, { paymentToken: 'tok_ok' })).toMatchObject({
      status: 409,
      body: { type: 'order-cancelled' },
    });
    const expired = `/api/orders/${(await reserve()).body.orderId}`;
    test.passes(HOLD_MS);
    expect((await call('GET', expired)).body.status).toBe('EXPIRED');
    expect(await call('POST', `${expired}/payment`, { paymentToken: 'tok_ok' })).toMatchObject({
      status: 410,
      body: { type: 'order-expired' },
    });
  });

  it.each([
    ['GET', '/api/events/E0'],
    ['GET', '/api/events/E0/seats'],
    ['GET', `/api/orders/${someOrder}`],
    ['DELETE', `/api/orders/${someOrder}`],
    ['POST', '/api/events/E0/orders', { userId: 'ada', seatIds: [seat] }],
    ['POST', orders, { userId: 'ada', seatIds: ['moon'] }],
    ['POST', payment, { paymentToken: 'tok_ok' }],
  ])('does not begin where nothing is: %s %s', async (method, path, body?: unknown) => {
    expect(await call(method, path, body)).toMatchObject({
      status: 404,
      body: { type: 'not-found', retryable: false },
    });
  });
});
