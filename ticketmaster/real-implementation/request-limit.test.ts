// A visitor asks more often than a person does.
import { expect, it, onTestFinished } from 'vitest';
import { REQUESTS } from './request-limit.ts';
import { openTestShop, type TestShop } from './shop.fixture.ts';

async function open(settings: Parameters<typeof openTestShop>[0] = {}): Promise<TestShop> {
  const shop = await openTestShop(settings);
  onTestFinished(shop.close);
  return shop;
}

/** Statuses of so many requests at once, and how many of each. */
async function asked(count: number, ask: () => Promise<{ status: number }>): Promise<Record<number, number>> {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, { length }]) => [status, length]),
  );
}
/** A clock that stands until it is moved: how fast this machine asks says nothing here. */
function standingClock() {
  let at = 0;
  return { now: () => at, pass: (ms: number) => (at += ms) };
}
const from = (network: string) => ({ 'x-forwarded-for': network });

it('refuses a session that asks too often, and no other; it may go on when it has waited as it was told', async () => {
  const clock = standingClock();
  const shop = await open({ requests: { perSecond: 1, atOnce: 10, now: clock.now } });
  const [ada, bob] = [await shop.visitor(), await shop.visitor()];
  const look = (who: typeof ada) => who.call('GET', '/api/orders');
  expect(await asked(30, () => look(ada))).toEqual({ 200: 10, 429: 20 });
  const refused = await look(ada);
  expect(refused).toMatchObject({
    ...{ status: 429, body: { type: 'too-many-requests', retryable: true, status: 429 } },
  });
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await asked(9, () => look(bob))).toEqual({ 200: 9 });
  clock.pass(1_000);
  expect(await asked(2, () => look(ada))).toEqual({ 200: 1, 429: 1 });
  const { body } = await shop.call('GET', '/metrics');
  expect(Number(body.match(/requests_over_limit_total\{whose="session"\} (\d+)/)[1])).toBe(22);
});

it('counts who has no session, or none of ours, by their network, which may ask ten times as much', async () => {
  const shop = await open({ requests: { perSecond: 1, atOnce: 2, now: () => 0 } });
  const cities = (headers: Record<string, string>) => () => shop.call('GET', '/api/cities', undefined, headers);
  const seen = await asked(
    40,
    cities({ ...from('203.0.113.7'), cookie: `session=${'x'.repeat(36)}.${'y'.repeat(43)}` }),
  );
  expect(seen).toEqual({ 200: 20, 429: 20 });
  expect(await cities(from('203.0.113.7'))()).toMatchObject({ status: 429 });
  expect(await cities(from('203.0.113.8'))()).toMatchObject({ status: 200 });
  expect(await asked(40, cities({}))).toEqual({ 200: 40 }); // on this machine, and through no proxy
  const { body } = await shop.call('GET', '/metrics');
  expect(body).toMatch(/requests_over_limit_total\{whose="network"\} \d+/);
});

it('does not count files of the page, health, metrics, and what is no visitor', async () => {
  const shop = await open({ requests: { perSecond: 1, atOnce: 2, now: () => 0 } });
  const ada = await shop.visitor();
  expect(await asked(10, () => ada.call('GET', '/api/orders'))).toEqual({ 200: 2, 429: 8 });
  for (const path of ['/', '/web/main.ts', '/health', '/ready', '/metrics'])
    expect(await asked(10, () => ada.call('GET', path)), path).toEqual({ 200: 10 });
  for (const [method, path] of [
    ['POST', '/api/check-ins'],
    ['GET', '/api/operator/figures?eventId=E1'],
  ] as const)
    expect(await asked(10, () => ada.call(method, path, method === 'POST' ? {} : undefined)), path).toEqual({
      401: 10,
    });
  expect(await asked(10, () => ada.call('POST', '/api/webhooks/provider', {}))).not.toHaveProperty('429');
});

it('lets a page that is loaded again and again pass, and everything where it is switched off', async () => {
  const [usual, off] = [await open({ requests: REQUESTS }), await open({ requests: { perSecond: 0, atOnce: 0 } })];
  const [ada, bob] = [await usual.visitor(), await off.visitor()];
  expect(await asked(60, () => ada.call('GET', '/api/orders'))).toEqual({ 200: 60 });
  expect(await asked(140, () => bob.call('GET', '/api/cities'))).toEqual({ 200: 140 });
});
