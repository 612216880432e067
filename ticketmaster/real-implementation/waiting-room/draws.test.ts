// A draw that is disturbed, on real servers: the order stays the same, nobody is lost, nobody comes twice, nobody who is late is ahead.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Problem } from '@ticketmaster/common/problem';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import type { Moment } from './draws.ts';
import { elsewhere, entered, inLine, isInOrder, nobodyIn } from './prequeue.fixture.ts';

let shop: TestShop;
/** What happens in the shop's own draws. */
let disturb: (moment: Moment) => unknown = () => {};
const others: ReturnType<typeof elsewhere>[] = [];
beforeAll(async () => {
  shop = await openTestShop({ atDraw: moment => disturb(moment) });
});
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {})); // each step fails, and is tried again
afterAll(async () => {
  await Promise.all(others.map(({ db }) => db.close()));
  await shop.close();
});

function another(at?: (moment: Moment) => unknown) {
  const one = elsewhere(shop.redis, shop.schema, at);
  others.push(one);
  return one;
}

/** As if a server were away: answered, and not logged. */
const planted = () => new Problem(503, 'planted', 'planted', { retryable: true });

const open = (eventId: string) => shop.asOperator('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE' });
const draw = async (eventId: string) => (await shop.call('GET', `/api/events/${eventId}/draw`)).body;
const visitor = async (eventId: string) => {
  const who = await shop.visitor();
  const path = `/api/events/${eventId}/waiting-room/${who.userId}`;
  return {
    userId: who.userId,
    join: () => who.call('POST', path),
    look: () => who.call('GET', path),
    leave: () => who.call('DELETE', path),
  };
};

it('draws two thousand in seconds, and those who come later wait behind them in the order in which they came', async () => {
  const { eventId, crowd } = await entered(shop, 2_000);
  const began = performance.now();
  expect(await open(eventId)).toMatchObject({ status: 200, body: { status: 'ON_SALE' } });
  expect(performance.now() - began).toBeLessThan(5_000);
  const latecomers: string[] = [];
  for (let i = 0; i < 5; i++) {
    const one = await visitor(eventId);
    await eventually(async () =>
      expect(await one.join()).toMatchObject({ status: 202, body: { position: 2_001 + i } }),
    );
    latecomers.push(one.userId);
  }
  await isInOrder(shop, eventId, crowd, latecomers);
});

it('goes on after an error at any of its steps', async () => {
  const { eventId, crowd } = await entered(shop, 700);
  const { commitment } = await draw(eventId);
  const [one, early] = [await visitor(eventId), await visitor(eventId)];
  expect(await early.join()).toMatchObject({ status: 202, body: { state: 'PREQUEUE', entrants: 701 } });
  await shop.redis.del(`waiting-room:{${eventId}}`); // it would let visitors in at once
  const underWay = { status: 503, body: { type: 'draw-under-way', retryable: true } };
  async function looksRight(): Promise<void> {
    expect(await one.join()).toMatchObject(underWay);
    expect(await early.leave()).toMatchObject(underWay);
    expect(await early.look()).toMatchObject({ status: 200, body: { state: 'PREQUEUE', entrants: 701 } });
    expect(await shop.asOperator('PATCH', `/api/events/${eventId}`, { status: 'CLOSED' })).toMatchObject(underWay);
    expect(await draw(eventId)).toMatchObject({
      state: 'DRAWING',
      commitment,
      seed: null,
      listHash: expect.any(String),
    });
    expect(await shop.redis.hget(`waiting-room:{${eventId}}`, 'admittedTotal')).toBeNull();
  }
  const looks = new Map<Moment, unknown>();
  disturb = async moment => {
    if (looks.has(moment)) return;
    const wrong = await looksRight().catch(error => error);
    looks.set(moment, wrong);
    if (moment === 'all-in-line') await nobodyIn(shop.redis, eventId);
    throw planted();
  };
  expect(await open(eventId)).toMatchObject({ status: 503 });
  await eventually(async () => expect(await draw(eventId)).toMatchObject({ state: 'DRAWN', commitment }));
  disturb = () => {};
  expect([...looks]).toEqual([
    ['ordered', undefined],
    ['some-in-line', undefined],
    ['all-in-line', undefined],
  ]);
  await eventually(async () => expect(await one.join()).toMatchObject({ status: 202, body: { position: 702 } }));
  await isInOrder(shop, eventId, [...crowd, early.userId], [one.userId]);
});

it('goes on after two processes were killed, one after the other', async () => {
  const { eventId, crowd } = await entered(shop, 700);
  const { db, draws } = another();
  await db.transaction(tx => draws.close(tx, eventId));
  disturb = () => Promise.reject(planted()); // the shop, which would go on at once
  const dies = (at: Moment) => {
    const settings = { ...process.env, AT: at, EVENT: eventId, PG_SCHEMA: shop.schema };
    const file = join(import.meta.dirname, 'dying-draw.fixture.ts');
    return new Promise(done => {
      execFile(process.execPath, [file], { env: settings, timeout: 20_000 }, error => done(error?.signal));
    });
  };
  expect(await dies('some-in-line')).toBe('SIGKILL');
  expect((await inLine(shop.redis, eventId)).ledger).toHaveLength(500);
  expect(await dies('all-in-line')).toBe('SIGKILL');
  expect(await draw(eventId)).toMatchObject({ state: 'DRAWING' });
  disturb = () => {};
  await eventually(async () => expect(await draw(eventId)).toMatchObject({ state: 'DRAWN' }));
  await isInOrder(shop, eventId, crowd);
});

it('is one draw when many open the sale at once, and one of them stands still for a while', async () => {
  const { eventId, crowd } = await entered(shop, 700);
  const slow = Promise.withResolvers<void>();
  let stood = false;
  disturb = moment => {
    if (moment !== 'some-in-line' || stood) return undefined;
    stood = true;
    return slow.promise;
  };
  const first = open(eventId);
  await eventually(() => expect(stood).toBe(true));
  // Its session ends, as after a failover: another goes on while it still believes that it is alone.
  await shop.db.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
        and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [`draw ${eventId}`],
  );
  const [one, other] = [another(), another()];
  await Promise.all([one.draws.finish(eventId), other.draws.finish(eventId), open(eventId)]);
  slow.resolve();
  expect((await first).status).toBeGreaterThanOrEqual(200); // whatever it was told: it has changed nothing
  disturb = () => {};
  expect(await draw(eventId)).toMatchObject({ state: 'DRAWN' });
  await isInOrder(shop, eventId, crowd);
});

it('begins with the first again when Redis has lost its memory in the middle', async () => {
  const { eventId, crowd } = await entered(shop, 700);
  let lost = false;
  disturb = async moment => {
    if (moment !== 'some-in-line' || lost) return;
    lost = true;
    await shop.redis.del(...(await shop.redis.keys(`*{${eventId}}*`)));
    await shop.redis.hset(`waiting-room:{${eventId}}`, 'open', 0);
  };
  await open(eventId);
  await eventually(async () => expect(await draw(eventId)).toMatchObject({ state: 'DRAWN' }));
  expect(lost).toBe(true);
  disturb = () => {};
  await isInOrder(shop, eventId, crowd);
});
