// Wrong input on every route: refused by name, nothing changes, the process lives.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);
const bodies = (): [string, unknown][] => [
  ['no body', undefined],
  ['no JSON', '{"seatIds": ['],
  ['null', 'null'],
  ['a number', 7],
  ['a list', []],
  ['nothing in it', {}],
  ['unknown fields', { seatIds: ['F1-1-1'], best: { count: 1 }, more: true }],
  ['wrong types', { seatIds: 'F1-1-1', best: 'many', paymentMethod: 7, code: [], gate: {}, status: 1, name: 5 }],
  ['no seats', { seatIds: [] }],
  ['nine seats', { seatIds: Array.from({ length: 9 }, (_, i) => `F1-1-${i}`) }],
  ['a seat twice', { seatIds: ['F1-1-1', 'F1-1-1'] }],
  ['a seat with a NUL', { seatIds: ['F1\u0000'] }],
  ['a lone surrogate', { seatIds: ['\ud800'], code: '\ud800', gate: 'north' }],
  ['too many', { best: { count: 1e9 } }],
  ['a part of a seat', { best: { count: 1.5 } }],
  ['a prototype', '{"__proto__": {"seatIds": ["F1-1-1"]}, "constructor": 1}'],
  ['deep', deep(200)],
  ['large', { seatIds: ['x'.repeat(20_000)] }],
];

const order = '0198c0de-0000-7000-8000-000000000000';
const routes: [string, string][] = [
  ['POST', '/api/events/EVENT/orders'],
  ['POST', `/api/orders/${order}/confirm`],
  ['POST', `/api/orders/${order}/refund`],
  ['POST', '/api/check-ins'],
  ['PUT', '/api/events/EVENT'],
  ['PATCH', '/api/events/EVENT'],
  ['PUT', '/api/events/EVENT/waiting-room'],
];

describe.each(routes)('%s %s', (method, path) => {
  it('refuses what it cannot understand', async () => {
    const before = await shop.asOperator('GET', `/api/operator/figures?eventId=${eventId}`);
    for (const [what, body] of bodies()) {
      const to = path.replace('EVENT', eventId);
      const more = { authorization: 'Bearer operator-of-the-test' };
      const { status, body: problem, headers } = await ada.call(method, to, body, more);
      if (path.endsWith('refund') && what === 'no body') continue; // all of it: there is no such order, which the others show
      expect(status, `${what}: ${JSON.stringify(problem)}`).toBeGreaterThanOrEqual(400);
      expect(status, `${what}: ${JSON.stringify(problem)}`).toBeLessThan(500);
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await shop.asOperator('GET', `/api/operator/figures?eventId=${eventId}`)).body).toEqual(before.body);
  });
});

it('refuses paths and queries that mean nothing', async () => {
  const paths = [
    ...[
      '/api/events?page=0',
      '/api/events?page=1e9',
      '/api/events?pageSize=x',
      '/api/events?from=yesterday',
      '/api/events?nonsense=1',
    ],
    ...[
      '/api/events?q=a&q=b',
      `/api/events?q=${'x'.repeat(500)}`,
      '/api/events/%00',
      '/api/events/a%2Fb/seats',
      `/api/events/${'x'.repeat(300)}`,
    ],
    ...[
      '/api/charts/nothing.json',
      '/api/charts/..%2f..%2fpackage.json',
      '/posters/nothing.svg',
      '/posters/%00.svg',
      '/api/orders/1',
      '/api/tickets/1',
    ],
    ...[
      '/api/tickets/1/qr.svg',
      '/api/operator/figures',
      '/api/operator/seats/%00?eventId=E1',
      '/api/events/E1/waiting-room/%00',
      '/nothing',
      '/api/%E0%A4%A',
    ],
  ];
  for (const path of paths) {
    const { status, headers } = await ada.call('GET', path);
    expect(status, path).toBeGreaterThanOrEqual(400);
    expect(status, path).toBeLessThan(500);
    expect(headers.get('content-type'), path).toContain('application/problem+json');
  }
});

it('searches for anything that can be typed', async () => {
  for (const q of [
    "'; drop table show; --",
    '%',
    '_',
    '\\',
    ':*',
    '& | !',
    '(',
    "a'b",
    '🎸',
    '"',
    '<script>',
    'null',
    ' ',
    '\u202e',
  ])
    expect(await ada.call('GET', `/api/events?q=${encodeURIComponent(q)}`), q).toMatchObject({ status: 200 });
});

it('needs a key where it creates or charges, and a session everywhere else than in the catalog', async () => {
  const none = { 'idempotency-key': '' };
  expect(await ada.hold(eventId, { best: { count: 1 } }, none)).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'Idempotency-Key' }] },
  });
  for (const [method, path] of [
    ['GET', '/api/session'],
    ['GET', '/api/orders'],
    ['POST', `/api/events/${eventId}/orders`],
    ['POST', `/api/events/${eventId}/waiting-room/${ada.userId}`],
    ['GET', `/api/visitors/${ada.userId}/stream`],
  ])
    expect(await shop.call(method!, path!, method === 'POST' ? { best: { count: 1 } } : undefined), path).toMatchObject(
      { status: 401 },
    );
});
