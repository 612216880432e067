// A draw that is disturbed, on real servers: the order stays the same, nobody is lost, nobody comes twice, nobody who is late is ahead.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Problem } from '@ticketmaster/common/problem';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { drawOrder, entryOf } from './draw-order.ts';
import type { Moment } from './draws.ts';
import { aCrowd, drawn, elsewhere, inLine, withPrequeue } from './prequeue.fixture.ts';

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
const late = async (eventId: string) => {
  const who = await shop.visitor();
  const path = `/api/events/${eventId}/waiting-room/${who.userId}`;
  return { userId: who.userId, join: () => who.call('POST', path) };
};

/** An event with so many entrants. */
async function entered(count: number): Promise<{ eventId: string; crowd: string[] }> {
  const [eventId, crowd] = [await withPrequeue(shop), aCrowd(count)];
  const { prequeue } = another();
  await Promise.all(crowd.map(id => prequeue.join(eventId, id)));
  return { eventId, crowd };
}

/** All of the crowd are in the line once, in the order that the seed says, and the late ones behind them as they came. */
async function isInOrder(eventId: string, crowd: string[], latecomers: string[] = []): Promise<void> {
  const { rows } = await shop.db.query<{ seed: Buffer }>('select seed from draw where event_id = $1', [eventId]);
  const order = await drawOrder(
    rows[0]!.seed,
    crowd.map(id => entryOf(eventId, id)),
  );
  const expected = order.map(i => crowd[i]!);
  expect(await drawn(shop, eventId)).toEqual(expected);
  const line = await inLine(shop.redis, eventId);
  expect(line.ledger).toEqual([...expected, ...latecomers]);
  expect(line.stream).toEqual(line.ledger);
}

it('draws two thousand in seconds, and those who come later wait behind them in the order in which they came', async () => {
  const { eventId, crowd } = await entered(2_000);
  const began = performance.now();
  expect(await open(eventId)).toMatchObject({ status: 200, body: { status: 'ON_SALE' } });
  expect(performance.now() - began).toBeLessThan(5_000);
  const latecomers: string[] = [];
  for (let i = 0; i < 5; i++) {
    const one = await late(eventId);
    await eventually(async () =>
      expect(await one.join()).toMatchObject({ status: 202, body: { position: 2_001 + i } }),
    );
    latecomers.push(one.userId);
  }
  await isInOrder(eventId, crowd, latecomers);
});

it('goes on after an error at any of its steps', async () => {
  const { eventId, crowd } = await entered(700);
  const { commitment } = await draw(eventId);
  const one = await late(eventId);
  const moments = new Set<Moment>();
  disturb = async moment => {
    if (moments.has(moment)) return;
    moments.add(moment);
    expect(await one.join()).toMatchObject({ status: 503, body: { type: 'draw-under-way', retryable: true } });
    expect(await draw(eventId)).toMatchObject({
      state: 'DRAWING',
      commitment,
      seed: null,
      listHash: expect.any(String),
    });
    throw planted();
  };
  expect(await open(eventId)).toMatchObject({ status: 503 });
  await eventually(async () => expect(await draw(eventId)).toMatchObject({ state: 'DRAWN', commitment }));
  disturb = () => {};
  expect([...moments]).toEqual(['ordered', 'some-in-line', 'all-in-line']);
  await eventually(async () => expect(await one.join()).toMatchObject({ status: 202, body: { position: 701 } }));
  await isInOrder(eventId, crowd, [one.userId]);
});

it('goes on after two processes were killed, one after the other', async () => {
  const { eventId, crowd } = await entered(700);
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
  expect((await inLine(shop.redis, eventId)).ledger).toHaveLength(200);
  expect(await dies('all-in-line')).toBe('SIGKILL');
  expect(await draw(eventId)).toMatchObject({ state: 'DRAWING' });
  disturb = () => {};
  await eventually(async () => expect(await draw(eventId)).toMatchObject({ state: 'DRAWN' }));
  await isInOrder(eventId, crowd);
});

it('is one draw when many open the sale at once, and one of them stands still for a while', async () => {
  const { eventId, crowd } = await entered(700);
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
  await isInOrder(eventId, crowd);
});

it('begins with the first again when Redis has lost its memory in the middle', async () => {
  const { eventId, crowd } = await entered(700);
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
  await isInOrder(eventId, crowd);
});

it('holds exactly those who were told that they are in it, also who came in the instant of the opening', async () => {
  const { eventId, crowd } = await entered(100);
  const { prequeue } = another();
  const told: string[] = [...crowd];
  let stop = false;
  const rush = Array.from({ length: 20 }, async () => {
    while (!stop) {
      const id = crypto.randomUUID();
      const standing = await prequeue.join(eventId, id);
      if (standing?.joinedAt) told.push(id);
      else stop = true;
    }
  });
  const leaver = crowd[0]!;
  await eventually(() => expect(told.length).toBeGreaterThan(200));
  const [, left] = await Promise.all([open(eventId), prequeue.leave(eventId, leaver)]);
  await Promise.all(rush);
  const expected = left === 'COLLECTING' ? told.filter(id => id !== leaver) : told;
  expect((await drawn(shop, eventId)).toSorted()).toEqual(expected.toSorted());
  expect(await draw(eventId)).toMatchObject({ state: 'DRAWN', entrants: expected.length });
});
