import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, serve } from './caching.fixture.ts';

const shop = await openShop();
let url = '';
let close: () => Promise<void>;
beforeAll(async () => {
  ({ url, close } = await serve(await shop.process(), shop.db));
});
afterAll(async () => {
  await close();
  await shop.close();
});

async function call(
  method: 'GET' | 'POST',
  path: string,
  { body, as, key, type = 'application/json' }: { body?: unknown; as?: string; key?: string; type?: string } = {},
) {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      ...(as && { authorization: `Bearer ${as}` }),
      ...(key && { 'idempotency-key': key }),
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const { headers, status } = response;
  return {
    status,
    cache: headers.get('x-cache'),
    age: headers.get('age'),
    ageMs: headers.get('x-age-ms'),
    body: await response.json(),
  };
}
const open = async (seats = 52) => {
  const eventId = unique('event');
  expect(await call('POST', '/events', { as: 'let-me-in', body: { eventId, seats } })).toMatchObject({ status: 201 });
  return eventId;
};
const ways = ['two-tier', 'none', 'redis', 'two-tier-sharded', 'tracking'];

describe('reading', () => {
  it('comes from the database, then from a cache, and says which and how old it is', async () => {
    const eventId = await open();
    const look = () => call('GET', `/events/${eventId}/availability`);
    const [first, second] = [await look(), await look()];
    expect(first).toMatchObject({
      status: 200,
      cache: 'db',
      age: '0',
      body: { eventId, version: 1, available: 52, seats: 52 },
    });
    expect(second).toMatchObject({ cache: 'l1', body: first.body });
    expect(Number(second.ageMs)).toBeGreaterThanOrEqual(Number(first.ageMs));
  });

  it.each(ways)('in the way %s shows a sale at once to who was sold it', async way => {
    const eventId = await open();
    await call('GET', `/events/${eventId}/seat-map?way=${way}`);
    const { body } = await call('POST', `/events/${eventId}/sell`, {
      as: 'ada',
      key: eventId,
      body: { seatId: 'A-1' },
    });
    expect(body).toMatchObject({ eventId, seatId: 'A-1', version: 2, userId: 'ada' });
    await eventually(async () => {
      const { body } = await call('GET', `/events/${eventId}/seat-map?way=${way}`, { as: 'ada' });
      expect(body).toMatchObject({ version: 2 });
    });
    expect((await call('GET', `/events/${eventId}?way=${way}`)).body).toMatchObject({
      name: 'A show',
      priceCents: 5_000,
    });
  });

  it.each(ways)(
    'in the way %s an event that does not exist is 404, and is there as soon as it is on sale',
    async way => {
      const eventId = unique('event');
      const look = () => call('GET', `/events/${eventId}/availability?way=${way}`);
      expect(await look()).toMatchObject({ status: 404, body: { type: 'not-found' } });
      await call('POST', '/events', { as: 'let-me-in', body: { eventId, seats: 1 } });
      await eventually(async () => expect((await look()).status).toBe(200));
    },
  );

  it('a page of events leaves out those that do not exist, and says each once', async () => {
    const [one, other] = [await open(1), await open(2)];
    const { body } = await call('GET', `/availability?eventIds=${one},nope,${other},${one}`);
    expect(body).toMatchObject({
      events: [
        { eventId: one, available: 1 },
        { eventId: other, available: 2 },
      ],
    });
  });
});

describe('selling', () => {
  it('answers the same click the same, another seat under its key 422, and a seat that is gone 409', async () => {
    const eventId = await open();
    const sell = (as: string, seatId: string) =>
      call('POST', `/events/${eventId}/sell`, { as, key: 'one click', body: { seatId } });
    expect(
      await call('POST', `/events/${eventId}/sell`, { as: 'ada', key: 'x y', body: { seatId: 'A-1' } }),
    ).toMatchObject({ status: 400 });
    const first = await call('POST', `/events/${eventId}/sell`, { as: 'ada', key: 'click', body: { seatId: 'A-1' } });
    const again = await call('POST', `/events/${eventId}/sell`, { as: 'ada', key: 'click', body: { seatId: 'A-1' } });
    expect([first.status, again]).toEqual([200, first]);
    expect(
      await call('POST', `/events/${eventId}/sell`, { as: 'ada', key: 'click', body: { seatId: 'A-2' } }),
    ).toMatchObject({ status: 422 });
    expect(
      await call('POST', `/events/${eventId}/sell`, { as: 'bob', key: 'click', body: { seatId: 'A-1' } }),
    ).toMatchObject({
      ...{ status: 409, body: { type: 'seat-taken', retryable: false } },
    });
    expect(await sell('bob', 'A-2')).toMatchObject({ status: 400 }); // a key has no space
  });

  it('is for the operator to begin, once', async () => {
    const body = { eventId: unique('event'), seats: 1 };
    expect(await call('POST', '/events', { body })).toMatchObject({ status: 401 });
    expect(await call('POST', '/events', { body, as: 'ada' })).toMatchObject({ status: 403 });
    expect(await call('POST', '/events', { body, as: 'let-me-in' })).toMatchObject({ status: 201 });
    expect(await call('POST', '/events', { body, as: 'let-me-in' })).toMatchObject({ status: 409 });
  });
});

describe('what makes no sense is refused with a sentence, and nothing is done', () => {
  it.each([
    ['GET', '/events/a%20b', {}, 400],
    ['GET', `/events/${'x'.repeat(65)}`, {}, 400],
    ['GET', '/events/E1?way=magic', {}, 400],
    ['GET', '/events/E1?way=none&way=redis', {}, 400],
    ['GET', '/events/E1/%00', {}, 404],
    ['GET', '/availability', {}, 400],
    ['GET', '/availability?eventIds=', {}, 400],
    ['GET', `/availability?eventIds=${'E,'.repeat(100)}E`, {}, 400],
    ['GET', '/availability?eventIds=E1&limit=3', {}, 400],
    ['GET', '/nowhere', {}, 404],
    ['POST', '/events/E1/sell', { body: { seatId: 'A-1' }, key: 'k' }, 401],
    ['POST', '/events/E1/sell', { body: { seatId: 'A-1' }, as: 'ada' }, 400],
    ['POST', '/events/E1/sell', { body: '{"seatId":', as: 'ada', key: 'k' }, 400],
    ['POST', '/events/E1/sell', { body: [], as: 'ada', key: 'k' }, 400],
    ['POST', '/events/E1/sell', { body: { seatId: 7 }, as: 'ada', key: 'k' }, 400],
    ['POST', '/events/E1/sell', { body: { seatId: 'A-1', price: 0 }, as: 'ada', key: 'k' }, 400],
    ['POST', '/events/E1/sell', { body: 'seatId=A-1', type: 'text/plain', as: 'ada', key: 'k' }, 415],
    ['POST', '/events/E1/sell', { body: { seatId: 'x'.repeat(20_000) }, as: 'ada', key: 'k' }, 413],
    ['POST', '/events', { body: { eventId: 'E1', seats: 1e9 }, as: 'let-me-in' }, 400],
    ['POST', '/events', { body: { eventId: 'E1', seats: 1, startsAt: 'tomorrow' }, as: 'let-me-in' }, 400],
  ] as const)('%s %s %o', async (method, path, what, status) => {
    const answer = await call(method, path, what);
    expect(answer).toMatchObject({
      status,
      body: { type: expect.any(String), detail: expect.any(String), retryable: false },
    });
  });
});
