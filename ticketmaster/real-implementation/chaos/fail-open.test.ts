// A line whose Redis is away: what a hold comes to, at an event that fails closed, and at one that fails open.
import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { eventually } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { describe, expect, it, onTestFinished } from 'vitest';
import { visitors as browsers, button, holdTwo, shows, WITHIN } from '../page.fixture.ts';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { nobodyIn } from '../waiting-room/prequeue.fixture.ts';

type Visitor = Awaited<ReturnType<TestShop['visitor']>>;
const one = { best: { count: 1 } };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function eventThatFails(shop: TestShop, failMode: 'open' | 'closed'): Promise<string> {
  const eventId = await shop.onSale({ venueId: 'V2', waitingRoom: 'hold' });
  const { body } = await shop.asOperator('PATCH', `/api/events/${eventId}`, { failMode });
  expect(body).toMatchObject({ failMode });
  return eventId;
}

async function admitted(eventId: string, who: Visitor): Promise<string> {
  const place = `/api/events/${eventId}/waiting-room/${who.userId}`;
  await who.call('POST', place);
  return eventually(async () => {
    const { body } = await who.call('GET', place);
    expect(body).toMatchObject({ state: 'ADMITTED' });
    return body.admissionToken;
  });
}

const visitors = (shop: TestShop, count: number) => Promise.all(Array.from({ length: count }, () => shop.visitor()));

/** How many were let in, and how many refused, as GET /metrics says. */
async function counted(shop: TestShop): Promise<number[]> {
  const { body } = await shop.call('GET', '/metrics');
  const of = (outcome: string) =>
    Number(body.match(`waiting_room_failed_open_total{outcome="${outcome}"} (\\d+)`)?.[1] ?? 0);
  return [of('let in'), of('refused')];
}

it('closed: refuses until Redis is back; open: sells to so many a second, by the rules of every sale; and then asks for admissions again', async () => {
  const PER_SECOND = 2;
  const shop = await openTestShop({ failOpenPerSecond: PER_SECOND, mostUnpaid: 1 });
  onTestFinished(shop.close);
  const [closed, open] = [await eventThatFails(shop, 'closed'), await eventThatFails(shop, 'open')];
  const [ada, bob, cyd, dan, ...crowd] = (await visitors(shop, 16)) as [
    Visitor,
    Visitor,
    Visitor,
    Visitor,
    ...Visitor[],
  ];
  const [ofClosed, ofOpen] = [await admitted(closed, ada), await admitted(open, ada)];
  expect(await bob.hold(open, one)).toMatchObject({ status: 401, body: { type: 'admission-required' } });
  const waitingRoom = async (eventId: string) => (await shop.call('GET', `/api/events/${eventId}`)).body.waitingRoom;
  expect(await waitingRoom(open)).toBe(true);

  await killServer('redis');
  let began = performance.now();
  try {
    expect(await ada.hold(closed, one, bearer(ofClosed))).toMatchObject({
      ...{ status: 503, body: { type: 'unavailable', retryable: true } },
    });
    expect([await waitingRoom(closed), await waitingRoom(open)]).toEqual([true, false]);

    began = performance.now();
    const answers = await Promise.all(crowd.map(who => who.hold(open, one)));
    const [won, refused] = [201, 503].map(wanted => answers.filter(({ status }) => status === wanted));
    const most = PER_SECOND + ((performance.now() - began) / 1_000) * PER_SECOND;
    expect(won!.length).toBeGreaterThanOrEqual(PER_SECOND);
    expect(won!.length).toBeLessThanOrEqual(most);
    expect(won!.length + refused!.length).toBe(crowd.length);
    expect(refused![0]).toMatchObject({ body: { type: 'unavailable', retryable: true } });
    expect(refused![0]!.headers.get('retry-after')).toBe('1');
    expect(await counted(shop)).toEqual([won!.length, refused!.length]);

    const inTurn = (who: Visitor, wish: object, more = {}) =>
      eventually(async () => {
        const answer = await who.hold(open, wish, more);
        expect(answer.status).not.toBe(503);
        return answer;
      });
    const bobs = await inTurn(bob, { seatIds: ['A1-3-1'] });
    expect(bobs).toMatchObject({ status: 201, body: { seatIds: ['A1-3-1'] } });
    expect(await inTurn(cyd, { seatIds: ['A1-3-1'] })).toMatchObject({ status: 409, body: { type: 'seat-taken' } });
    expect(await inTurn(bob, one)).toMatchObject({ status: 409, body: { type: 'too-many-unpaid' } });
    expect(await bob.confirm(bobs.body.orderId)).toMatchObject({ status: 200, body: { status: 'CONFIRMED' } });
    const adas = await inTurn(ada, one, bearer(ofOpen));
    expect(adas).toMatchObject({ status: 201 });
    const dans = await inTurn(dan, one);

    await shop.asOperator('PATCH', `/api/events/${closed}`, { failMode: 'open' }); // it is not too late to choose
    await eventually(async () => expect((await dan.hold(closed, one)).status).toBe(201));
    await shop.asOperator('PATCH', `/api/events/${closed}`, { failMode: 'closed' });

    await startServer('redis');
    await eventually(async () => expect((await bob.hold(open, one)).status).toBe(401), 3_000);
    expect(await waitingRoom(open)).toBe(true);
    expect(await bob.hold(open, one, bearer(ofOpen))).toMatchObject({ status: 403, body: { type: 'not-admitted' } });
    expect(await ada.hold(closed, one, bearer(ofClosed))).toMatchObject({ status: 201 });
    expect(await dan.confirm(dans.body.orderId)).toMatchObject({ status: 200, body: { status: 'CONFIRMED' } });
  } finally {
    await startServer('redis');
  }
});

it('waits a moment for a Redis that is silent, and not at all once that is known', async () => {
  const proxy = await proxyTo(env.text('REDIS_URL'));
  const redis = connectToRedis(proxy.url);
  const urls = { pg: env.text('PG_URL'), redis: proxy.url };
  const shop = await openTestShop({ redis, urls, failOpenPerSecond: 1_000, mostUnpaid: 0 });
  onTestFinished(async () => {
    proxy.mend();
    await shop.close();
    redis.disconnect();
    await proxy.close();
  });
  const open = await eventThatFails(shop, 'open');
  const ada = await shop.visitor();
  const token = await admitted(open, ada);
  /** How long holds took that began every 20 ms, whatever became of those before. */
  async function took(ms: number): Promise<number[]> {
    const holds: Promise<number>[] = [];
    for (const end = performance.now() + ms; performance.now() < end; await sleep(20))
      holds.push(
        (async () => {
          const began = performance.now();
          expect(await ada.hold(open, one, bearer(token))).toMatchObject({ status: 201 });
          return performance.now() - began;
        })(),
      );
    return (await Promise.all(holds)).toSorted((a, b) => a - b);
  }
  proxy.freeze();
  const first = await took(1_000);
  const later = await took(4_000);
  expect(first.at(-1)).toBeLessThan(1_500); // a command to Redis has three seconds
  expect(later.at(-1)).toBeLessThan(1_000); // the cache asks once a second whether Redis is back
  expect(later[later.length >> 1]).toBeLessThan(400); // less than what is asked of Redis may take
  proxy.mend();
  await eventually(async () => expect((await ada.hold(open, one)).status).toBe(401), 2_000);
});

describe('the page', () => {
  const { shop, visit } = browsers();

  it('takes who waits in line to the seats, and says nothing of a line while there is none', async () => {
    const [open, closed] = [await eventThatFails(shop(), 'open'), await eventThatFails(shop(), 'closed')];
    await Promise.all([open, closed].map(eventId => nobodyIn(shop().redis, eventId)));
    const [ada, bob] = [await visit(`/events/${open}`), await visit(`/events/${closed}`)];
    for (const page of [ada, bob]) {
      await button(page, 'Join the line').click();
      await shows(page, 'You are in line');
    }
    await killServer('redis');
    try {
      await ada.locator('.map .section').first().waitFor(WITHIN);
      await holdTwo(ada);
      await shows(bob, 'You are in line');
    } finally {
      await startServer('redis');
    }
    await bob.locator('#trouble').waitFor({ ...WITHIN, state: 'hidden' });
    await shows(bob, 'You are in line');
    await ada.getByLabel('Visa ending 4242').check();
    await button(ada, /^Pay/).click();
    await shows(ada, 'You are going!');
  });
});
