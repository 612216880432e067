// What an operator reads: GET /metrics, request ids, lines of the log, and the dashboard that asks for all of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonLog } from '@ticketmaster/log/log';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';

const lines: string[] = [];
let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ log: jsonLog('info', 'shop', line => lines.push(line)) });
});
afterAll(() => shop.close());

/** `name{labels}` → value, of each sample that GET /metrics prints. */
async function samples(): Promise<Map<string, number>> {
  const { status, body } = await shop.call('GET', '/metrics');
  expect(status).toBe(200);
  const found = (body as string).matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm);
  return new Map([...found].map(([, name, value]) => [name!, Number(value)]));
}

it('counts what becomes of holds and payments, by outcome', async () => {
  const eventId = await shop.onSale();
  const [ada, bob] = [await shop.visitor(), await shop.visitor()];
  await shop.call('GET', `/api/events/${eventId}/seats`); // from here on the process knows what is taken
  const held = await ada.hold(eventId, { seatIds: ['F1-1-1'] });
  expect(await bob.hold(eventId, { seatIds: ['F1-1-1'] })).toMatchObject({ status: 409 });
  expect(await bob.hold('nothing', { seatIds: ['F1-1-1'] })).toMatchObject({ status: 404 });
  await ada.confirm(held.body.orderId, 'pm_card_visa_chargeDeclined');
  await ada.confirm(held.body.orderId);

  const now = await samples();
  const bookings = (step: string, outcome: string) =>
    now.get(`booking_duration_seconds_count{step="${step}",outcome="${outcome}"}`);
  expect([bookings('hold', 'won'), bookings('hold', 'lost'), bookings('hold', 'refused')]).toEqual([1, 1, 1]);
  expect([bookings('confirm', 'won'), bookings('confirm', 'refused')]).toEqual([1, 1]);
  expect(now.get('hold_batch_size_sum')).toBe(1); // who lost asked no database
  const calls = (call: string, outcome: string) =>
    now.get(`provider_call_duration_seconds_count{call="${call}",outcome="${outcome}"}`);
  expect([calls('confirm', 'declined'), calls('confirm', 'done'), calls('capture', 'done')]).toEqual([1, 1, 1]);
  expect(now.get('authorized_not_captured_cents')).toBe(0);
});

it('says who waits, who is let in, and who looks', async () => {
  const eventId = await shop.onSale({ waitingRoom: 'hold' });
  const ada = await shop.visitor();
  const looking = new AbortController();
  await fetch(`${shop.url}/api/events/${eventId}/seats/stream`, { signal: looking.signal });
  await ada.call('POST', `/api/events/${eventId}/waiting-room/${ada.userId}`);
  await eventually(async () => {
    const now = await samples();
    expect(now.get(`waiting_room_visitors{event="${eventId}",state="admitted"}`)).toBe(1);
    expect(now.get(`waiting_room_visitors{event="${eventId}",state="capacity"}`)).toBe(200);
    expect(now.get('waiting_room_admissions_total')).toBe(1);
    expect(now.get('sse_streams{stream="seats"}')).toBe(1);
  });
  looking.abort();
  await eventually(async () => expect((await samples()).get('sse_streams{stream="seats"}')).toBe(0));
});

it('says how much is set aside and not taken, and for how long', async () => {
  const eventId = await shop.onSale();
  const ada = await shop.visitor();
  const { body } = await ada.hold(eventId, { seatIds: ['F1-1-1', 'F1-1-2'] });
  await shop.db.query(
    `update purchase set status = 'AUTHORIZED', changed_at = now() - interval '5 seconds' where order_id = $1`, // and no completer looks yet
    [body.orderId],
  );
  const now = await samples();
  expect(now.get('authorized_not_captured_cents')).toBe(10_000);
  const oldest = now.get('authorized_not_captured_oldest_seconds')!;
  expect(oldest).toBeGreaterThanOrEqual(5);
  expect(oldest).toBeLessThan(9);
  await shop.db.query('delete from purchase where order_id = $1', [body.orderId]);
});

it('makes no series from what a client invents, and none for a proxy', async () => {
  const ada = await shop.visitor();
  const eventId = await shop.onSale();
  for (const path of ['/x1', '/web/x2.ts', '/api/events/x3', `/api/events/${eventId}`, '/api/orders/x4', '/orders/x5'])
    await ada.call('GET', path);
  await ada.call('REPORT', '/x6');
  const names = [...(await samples()).keys()];
  const labels = (label: string) =>
    new Set(names.filter(name => name.startsWith('http_')).map(name => name.match(`${label}="([^"]*)"`)![1]));
  expect([...labels('route')].filter(route => /x\d|event-/.test(route!))).toEqual([]);
  for (const route of ['/api/events/:eventId', 'none', '/web/:file', 'page']) expect(labels('route')).toContain(route);
  expect([...labels('method')].toSorted()).toEqual(['GET', 'PATCH', 'POST', 'PUT', 'other']);
  expect(await shop.call('GET', '/metrics', undefined, { 'x-forwarded-for': '203.0.113.9' })).toMatchObject({
    status: 404,
  });
});

it('gives each request an id: a sane one of the client, or its own', async () => {
  const idOf = async (sent?: string) => {
    const { headers, body } = await shop.call('GET', '/api/orders', undefined, sent ? { 'x-request-id': sent } : {});
    expect(body).toMatchObject({ type: 'session-required', requestId: headers.get('x-request-id') });
    return headers.get('x-request-id');
  };
  expect(await idOf('ada.1-x_2')).toBe('ada.1-x_2');
  const drawn = /^[0-9a-f-]{36}$/;
  for (const odd of ['a b', '{"a":1}', 'x'.repeat(65)]) expect(await idOf(odd)).toMatch(drawn);
  expect(await idOf()).not.toBe(await idOf());
  expect((await shop.call('GET', '/', undefined, { 'x-request-id': 'page-1' })).headers.get('x-request-id')).toBe(
    'page-1',
  );
});

it('logs a line for what changes something, about whom and which order, and no secret', async () => {
  const eventId = await shop.onSale();
  const ada = await shop.visitor();
  const { body } = await ada.hold(eventId, { seatIds: ['F1-2-1'] }, { 'x-request-id': 'hold-of-ada' });
  const { orderId } = body;
  await ada.confirm(orderId, 'pm_card_visa', { 'x-request-id': 'confirm-of-ada' });
  await ada.call('POST', `/api/orders/${orderId}/refund`, undefined, { 'x-request-id': 'refund-of-ada' });
  await ada.call('GET', `/api/orders/${orderId}`, undefined, { 'x-request-id': 'look-of-ada' });

  const of = (requestId: string) => lines.map(line => JSON.parse(line)).filter(line => line.requestId === requestId);
  const user = of('hold-of-ada')[0].user;
  expect(user).toMatch(/^[\w-]{12}$/);
  expect(of('hold-of-ada')).toMatchObject([
    { what: 'request', route: '/api/events/:eventId/orders', status: 201, orderId, orderRequestId: 'hold-of-ada' },
  ]);
  const confirmed = of('confirm-of-ada');
  expect(confirmed.map(({ what }) => what)).toEqual([
    ...['order create', 'order confirm', 'order AUTHORIZED', 'order issue', 'order capture', 'order CONFIRMED'],
    'request',
  ]);
  for (const line of [...confirmed, ...of('refund-of-ada')])
    expect(line).toMatchObject({ orderId, orderRequestId: 'hold-of-ada' });
  expect(confirmed.at(-1)).toMatchObject({ user, status: 200 });
  expect(of('look-of-ada')).toEqual([]); // it changed nothing
  const all = lines.join('');
  for (const secret of [ada.userId, ada.cookie.split('.')[1]!, 'pm_card', 'sk_test', 'operator-of-the-test'])
    expect(all, secret).not.toContain(secret);
});

it('has a dashboard that asks for nothing that is not there', async () => {
  const dashboard = readFileSync(join(import.meta.dirname, 'grafana.json'), 'utf8');
  const queries = [...dashboard.matchAll(/"(?:expr|query)": "((?:[^"\\]|\\.)*[({](?:[^"\\]|\\.)*)"/g)].map(match =>
    match[1]!.replaceAll('\\"', '"'),
  );
  expect(queries.length).toBeGreaterThan(20);
  const there = new Map<string, Set<string>>();
  for (const sample of (await samples()).keys()) {
    const [, name, labels = ''] = sample.match(/^(\w+)(?:\{(.*)\})?$/)!;
    const known = there.get(name!) ?? new Set(['instance', 'job']);
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    there.set(name!, known);
  }
  const asked = queries.flatMap(query => metricsIn(query));
  expect(asked.length).toBeGreaterThan(25);
  expect(asked.filter(({ name }) => !there.has(name)).map(({ name }) => name)).toEqual([]);
  for (const { name, labels } of asked)
    for (const label of labels) expect(there.get(name)!.has(label), `${label} of ${name}`).toBe(true);
});

/** The metrics of a query in PromQL, and by which labels it chooses or sums them. */
function metricsIn(query: string): { name: string; labels: string[] }[] {
  const bare = query.replace(/"[^"]*"/g, '""').replace(/\$\w+/g, '5m');
  const grouped = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(match => match[1]!.split(/, */));
  const chosen = (selector = '') => [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(match => match[1]!);
  return [...bare.matchAll(/\b(\w+_\w+)\b(?!\s*\()(?:\{([^}]*)\})?/g)]
    .filter(({ 1: name }) => !/^(histogram_quantile|label_values)$/.test(name!))
    .map(({ 1: name, 2: selector }) => ({ name: name!, labels: [...chosen(selector), ...grouped] }));
}
