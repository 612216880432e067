// The three servers behind the load balancer, as ./run.sh starts them: what HTTP says, what is killed, what Ctrl-C leaves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';

const OPERATOR = { authorization: 'Bearer let-me-in', 'content-type': 'application/json' };
const schema = unique('flash_disaster');
const run = spawn(join(import.meta.dirname, 'run.sh'), {
  env: { ...process.env, PORT: '0', PG_SCHEMA: schema, OPERATOR_TOKEN: 'let-me-in' },
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
const ended = once(run, 'exit');
let printed = '';
run.stdout.setEncoding('utf8').on('data', text => {
  printed += text;
});
let url = '';
beforeAll(async () => {
  url = await eventually(() => {
    const ready = printed.match(/^READY (\S+)/m)?.[1];
    if (!ready) throw new Error(`not ready: ${printed}`);
    return ready;
  });
});
afterAll(() => run.exitCode ?? run.kill('SIGKILL'));

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(url + path, {
    ...{ method, headers: { 'content-type': 'application/json', 'idempotency-key': unique('key'), ...headers } },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a server says, read by tests that know what to expect
  return { status: answer.status, body: (await answer.json()) as any, headers: answer.headers };
};
async function onSale(units: number): Promise<string> {
  const itemId = unique('item');
  expect((await call('PUT', `/api/items/${itemId}`, { units }, OPERATOR)).status).toBe(200);
  return itemId;
}
const buy = (itemId: string, more: object = {}, headers = {}) =>
  call('POST', `/api/purchase/${itemId}`, { userId: 'ada', paymentMethod: 'pm_card_visa', ...more }, headers);

it('sells, says the same again for the same key, and refuses as the house does', async () => {
  const itemId = await onSale(1);
  const [one, other] = [{ 'idempotency-key': unique('one') }, { 'idempotency-key': unique('other') }];
  const poor = { paymentMethod: 'pm_card_visa_chargeDeclined' };
  expect(await buy(itemId, poor, other)).toMatchObject({
    status: 402,
    body: { type: 'payment-failed', retryable: false },
  });
  const sold = await buy(itemId, {}, one);
  expect(sold).toMatchObject({ status: 201, body: { itemId, status: 'CONFIRMED', totalCents: 5_000 } });
  expect((await buy(itemId, {}, one)).body).toEqual(sold.body);
  expect(await buy(itemId, poor, other)).toMatchObject({ status: 402 });
  expect(await buy(itemId, {}, other)).toMatchObject({ status: 422 });
  expect(await buy(itemId)).toMatchObject({
    status: 409,
    body: { type: 'out-of-stock', detail: 'Out of stock; nothing was done' },
  });
  expect(await buy('nothing')).toMatchObject({ status: 404 });
  expect(await call('GET', `/api/orders/${sold.body.orderId}`)).toMatchObject({ status: 200, body: sold.body });
  expect(await call('GET', `/api/items/${itemId}`)).toMatchObject({ body: { inventory: 0, priceCents: 5_000 } });
  const audit = await call('GET', `/api/items/${itemId}/audit`, undefined, OPERATOR);
  expect(audit.body).toMatchObject({ confirmed: 1, cancelled: 1, capturedCents: 5_000, oversold: 0, lost: 0 });
});

it.each([
  ['a quantity that is a text', { quantity: '1' }, 'quantity'],
  ['more than a buyer may have', { quantity: 9 }, 'quantity'],
  ['a field that nobody knows', { colour: 'red' }, 'colour'],
  ['no user', { userId: undefined }, 'userId'],
  ['a card of another world', { paymentMethod: 'a b' }, 'paymentMethod'],
])('refuses %s, and nothing changes', async (_what, wrong, field) => {
  const itemId = await onSale(3);
  expect(await buy(itemId, wrong)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  expect((await call('GET', `/api/items/${itemId}`)).body.inventory).toBe(3);
});

it('refuses what is no JSON, no key, too large, and who is no operator', async () => {
  const itemId = await onSale(3);
  expect(await call('POST', `/api/purchase/${itemId}`, '{')).toMatchObject({ status: 400 });
  expect(await buy(itemId, {}, { 'idempotency-key': '' })).toMatchObject({ status: 400 });
  expect(await call('POST', `/api/purchase/${itemId}`, 'x'.repeat(20_000))).toMatchObject({ status: 413 });
  expect(await call('PUT', `/api/items/${unique('item')}`, { units: 1 })).toMatchObject({ status: 401 });
  expect(await call('GET', `/api/items/${itemId}/audit`)).toMatchObject({ status: 401 });
});

it('Ctrl-C ends the load balancer, the servers and the provider', async () => {
  process.kill(-run.pid!, 'SIGINT');
  const [code] = await ended;
  expect(code).toBe(0);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});
