import { app, listen } from '@ticketmaster/common/http';
import { ask } from '@ticketmaster/testing/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Contended, type Sell, seatIdsFor } from './box-office.ts';
import { call, OPERATOR_TOKEN } from './buyers.ts';
import { memoryBoxOffice } from './memory-box-office.ts';
import { boxOfficeRoutes, orderIdOf } from './routes.ts';

const office = await memoryBoxOffice()();
const asked: string[] = [];
const memory: Sell = (purchase, reached) => {
  asked.push(purchase.orderId);
  return office.ways.memory!(purchase, reached);
};
const crowded: Sell = async () => Promise.reject(new Contended('lock timeout'));
const ways = { memory, crowded, reckless: memory };
const unsafe = { ways: ['reckless'], allowed: false };
const routes = boxOfficeRoutes(
  { ...office, ways },
  {
    ...{ usual: 'memory', unsafe, choosing: [], operatorToken: OPERATOR_TOKEN, reached: () => {} },
  },
);
const { url, close } = await listen(app(routes, () => Promise.resolve()));
afterAll(() => close(0));
await call('POST', `${url}/api/events`, { eventId: 'E1', seats: 60 });

const wish = { userId: 'ada', seatIds: ['A-1-01', 'A-1-02'], paymentToken: 'tok_ok' };
const buy = (body: unknown, key: string | undefined = crypto.randomUUID(), way = 'memory', eventId = 'E1') =>
  call('POST', `${url}/api/events/${eventId}/orders?way=${way}`, body, key);

describe('a purchase', () => {
  it('is confirmed with its tickets, and the same again for the same key', async () => {
    const first = await buy(wish, 'key-1');
    expect(first).toMatchObject({
      status: 201,
      body: {
        orderId: orderIdOf('ada', 'key-1'),
        eventId: 'E1',
        userId: 'ada',
        way: 'memory',
        status: 'CONFIRMED',
        totalCents: 10_000,
      },
    });
    expect(first.body.tickets).toHaveLength(2);
    expect(await buy(wish, 'key-1')).toEqual(first);
    expect(await buy({ ...wish, seatIds: wish.seatIds.toReversed() }, 'key-1')).toEqual(first);
    const { tickets } = first.body;
    expect(await call('GET', `${url}/api/orders/${orderIdOf('ada', 'key-1')}`)).toMatchObject({
      status: 200,
      body: { tickets },
    });
  });

  it.each([
    ['409 for a seat that is taken', { ...wish, userId: 'bob' }, 'key-2', 409, 'seat-taken'],
    ['422 for a key of another purchase', { ...wish, seatIds: ['A-1-09'] }, 'key-1', 422, 'idempotency-key-reused'],
    ['422 for a key with another card', { ...wish, paymentToken: 'other' }, 'key-1', 422, 'idempotency-key-reused'],
    [
      '402 for a card that is declined',
      { ...wish, seatIds: ['A-1-03'], paymentToken: 'no' },
      'key-3',
      402,
      'payment-declined',
    ],
    [
      '402 again for the same key',
      { ...wish, seatIds: ['A-1-03'], paymentToken: 'no' },
      'key-3',
      402,
      'payment-declined',
    ],
    ['422 for its key with a better card', { ...wish, seatIds: ['A-1-03'] }, 'key-3', 422, 'idempotency-key-reused'],
    ["409 for another user's key: it is a key of its own", { ...wish, userId: 'bob' }, 'key-1', 409, 'seat-taken'],
    ['404 for a seat that is not there', { ...wish, seatIds: ['Z-1-01'] }, 'key-4', 404, 'not-found'],
  ])('is answered %s', async (_what, body, key, status, type) => {
    expect(await buy(body, key)).toMatchObject({ status, body: { type, retryable: false } });
  });

  it('is answered 503, to be tried again, when too many want the seats', async () => {
    const answer = await buy(wish, 'key-5', 'crowded');
    expect(answer).toMatchObject({ status: 503, body: { type: 'contended', retryable: true } });
  });

  it('is refused in a way that sells seats twice', async () => {
    expect(await buy(wish, 'key-6', 'reckless')).toMatchObject({ status: 403, body: { type: 'unsafe-way' } });
  });
});

describe('without the token of the operator', () => {
  it.each([
    ['POST', '/api/events', { eventId: 'E3', seats: 5 }],
    ['GET', '/api/events/E1/audit', undefined],
  ])('%s %s is refused, and does nothing', async (method, path, body) => {
    const send = (headers: Record<string, string>) =>
      ask(method, url + path, { 'content-type': 'application/json', ...headers }, body && JSON.stringify(body));
    expect(await send({})).toMatchObject({ status: 401, body: { type: 'operator-only', retryable: false } });
    const wrong = await send({ authorization: `Bearer ${OPERATOR_TOKEN}x` });
    expect(wrong).toMatchObject({ status: 403, body: { type: 'operator-only', retryable: false } });
    expect(await call('GET', `${url}/api/events/E3/seats`)).toMatchObject({ status: 404 });
  });
});

describe('what cannot be meant is named, and sells nothing', () => {
  beforeAll(() => void asked.splice(0));
  afterEach(() => expect(asked.splice(0)).toEqual([]));

  it.each([
    ['no seats', { ...wish, seatIds: [] }, 'seatIds'],
    ['nine seats', { ...wish, seatIds: seatIdsFor(9) }, 'seatIds'],
    ['a seat twice', { ...wish, seatIds: ['A-1-01', 'A-1-01'] }, 'seatIds'],
    ['a seat that is a number', { ...wish, seatIds: [7] }, 'seatIds[0]'],
    ['seats and a choice', { ...wish, together: { section: 'A', count: 2 } }, 'body'],
    ['neither', { userId: 'ada', paymentToken: 'tok_ok' }, 'body'],
    [
      'a choice, in a way that cannot choose',
      { userId: 'a', together: { section: 'A', count: 2 }, paymentToken: 'x' },
      'together',
    ],
    ['nobody', { ...wish, userId: '' }, 'userId'],
    ['no card', { ...wish, paymentToken: undefined }, 'paymentToken'],
    ['a price of its own', { ...wish, priceCents: 1 }, 'priceCents'],
    ['a list', [wish], 'body'],
  ])('%s', async (_what, body, field) => {
    const { status, body: problem } = await buy(body);
    expect([status, problem.type]).toEqual([400, 'invalid-request']);
    expect(problem.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it.each([
    ['no key', async () => call('POST', `${url}/api/events/E1/orders`, wish), 400],
    ['a key of two words', () => buy(wish, 'two words'), 400],
    ['a key without an end', () => buy(wish, 'x'.repeat(256)), 400],
    ['an unknown way', () => buy(wish, 'k', 'magic'), 400],
    ['an event with a slash', () => buy(wish, 'k', 'memory', 'E1%2F..'), 400],
    ['an order that is no UUID', () => call('GET', `${url}/api/orders/1`), 400],
    ['an event that is not on sale', () => call('GET', `${url}/api/events/E9/audit`), 404],
    ['its seats', () => call('GET', `${url}/api/events/E9/seats`), 404],
    ['an order that never was', () => call('GET', `${url}/api/orders/${crypto.randomUUID()}`), 404],
    ['too many seats', () => call('POST', `${url}/api/events`, { eventId: 'E2', seats: 2_001 }), 400],
    ['an event twice', () => call('POST', `${url}/api/events`, { eventId: 'E1', seats: 5 }), 409],
    ['20 kB', () => buy({ ...wish, paymentToken: 'x'.repeat(20_000) }), 413],
  ])('%s', async (_what, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.body.type).toEqual(expect.any(String));
  });
});

it('makes the same order of the same key of a user, and another of another', () => {
  expect(orderIdOf('ada', 'key-1')).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  const [ada, bob] = ['ada', 'bob'].map(user => ['a', 'b', 'a'].map(key => orderIdOf(user, key)));
  expect(new Set(ada).size).toBe(2);
  expect(new Set([...ada!, ...bob!]).size).toBe(4); // nobody has another's key
});

it('names seats by section, row and number, with fifty to a section', () => {
  const seats = seatIdsFor(10_000);
  expect([seats[0], seats[9], seats[10], seats[49], seats[50], seats[1_300]]).toEqual([
    ...['A-1-01', 'A-1-10', 'A-2-01', 'A-5-10', 'B-1-01', 'AA-1-01'],
  ]);
  expect(new Set(seats).size).toBe(10_000);
});
