// The pre-queue over HTTP, on real servers.
import { Problem } from '@ticketmaster/common/problem';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { aCrowd, drawn, entered, isInOrder, withPrequeue } from './prequeue.fixture.ts';
import { prequeue } from './prequeue.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const room = (eventId: string, { userId }: { userId: string }) => `/api/events/${eventId}/waiting-room/${userId}`;
const open = (eventId: string, more = {}) =>
  shop.asOperator('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE', ...more });

it('takes visitors before the sale, draws their order at its opening, and puts who comes later behind them', async () => {
  const eventId = await withPrequeue(shop);
  const early = await Promise.all(Array.from({ length: 8 }, () => shop.visitor()));
  const gone = await shop.visitor();
  const enter = (who: typeof gone) => who.call('POST', room(eventId, who));
  for (const who of [...early, gone])
    expect(await enter(who)).toMatchObject({
      status: 202,
      body: { visitorId: who.userId, state: 'PREQUEUE', position: null },
    });
  await Promise.all([enter(early[0]!), enter(early[0]!)]); // a second tab
  expect(await gone.call('DELETE', room(eventId, gone))).toMatchObject({ status: 204 });
  expect(await gone.call('GET', room(eventId, gone))).toMatchObject({ status: 404 });

  const { body: before } = await shop.call('GET', `/api/events/${eventId}/draw`);
  expect(before).toEqual({
    state: 'COLLECTING',
    commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
    entrants: 8,
    listHash: null,
    seed: null,
  });
  const { commitment } = before;
  expect(await early[0]!.call('GET', room(eventId, early[0]!))).toMatchObject({
    ...{ status: 200, body: { state: 'PREQUEUE', entrants: 8, commitment, pollAfterSeconds: 1 } },
  });
  expect(await shop.call('GET', `/api/events/${eventId}/draw/places`)).toMatchObject({ status: 404 });

  expect(await open(eventId, { waitingRoom: 'off' })).toMatchObject({
    ...{ status: 200, body: { status: 'ON_SALE', waitingRoom: 'hold', prequeue: true } },
  });
  const late = await eventually(async () => {
    const who = await shop.visitor();
    expect(await enter(who)).toMatchObject({ status: 202, body: { state: 'WAITING', position: 9 } });
    return who;
  });
  for (const who of early) {
    const { body: mine } = await who.call('GET', `/api/events/${eventId}/draw/${who.userId}`);
    expect(mine.entrants).toBe(8);
    expect((await who.call('GET', room(eventId, who))).body).toMatchObject({ state: 'WAITING', position: mine.place });
  }
  expect(await late.call('GET', `/api/events/${eventId}/draw/${late.userId}`)).toMatchObject({ status: 404 });
  expect(await late.hold(eventId, { best: { count: 1 } })).toMatchObject({
    status: 401,
    body: { type: 'admission-required' },
  });
  const { body: after } = await shop.call('GET', `/api/events/${eventId}/draw`);
  expect(after).toMatchObject({
    state: 'DRAWN',
    commitment,
    entrants: 8,
    seed: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const { places } = (await shop.call('GET', `/api/events/${eventId}/draw/places?after=2`)).body;
  expect(places.map(({ place }: { place: number }) => place)).toEqual([3, 4, 5, 6, 7, 8]);
  expect(JSON.stringify(places)).not.toContain(early[0]!.userId);

  expect((await open(eventId)).body).toMatchObject({ status: 'ON_SALE' }); // again
  expect((await shop.call('GET', `/api/events/${eventId}/draw`)).body).toEqual(after);
});

it('keeps a place to its session, and opens no pre-queue for a sale that has begun', async () => {
  const [eventId, begun] = [await withPrequeue(shop), await shop.onSale()];
  const [ada, eve] = [await shop.visitor(), await shop.visitor()];
  await ada.call('POST', room(eventId, ada));
  for (const method of ['POST', 'GET', 'DELETE']) {
    expect(await eve.call(method, room(eventId, ada)), method).toMatchObject({ status: 403 });
    expect(await shop.call(method, room(eventId, ada)), method).toMatchObject({ status: 401 });
  }
  expect(await eve.call('GET', `/api/events/${eventId}/draw/${ada.userId}`)).toMatchObject({ status: 403 });
  expect(await ada.call('GET', room(eventId, ada))).toMatchObject({ status: 200, body: { entrants: 1 } });
  const operate = (id: string, sent: unknown) => shop.asOperator('PATCH', `/api/events/${id}`, sent);
  expect(await operate(begun, { prequeue: true })).toMatchObject({ status: 409, body: { type: 'not-announced' } });
  for (const wrong of [false, null, 'yes', 1])
    expect(await operate(eventId, { prequeue: wrong }), String(wrong)).toMatchObject({ status: 400 });
  const before = await shop.call('GET', `/api/events/${eventId}/draw`);
  expect(await operate(eventId, { prequeue: true })).toMatchObject({ status: 200 });
  expect((await shop.call('GET', `/api/events/${eventId}/draw`)).body).toEqual(before.body); // the same seed
  for (const path of [`${begun}/draw`, `${begun}/draw/places`, `${begun}/draw/${ada.userId}`, 'none/draw', '%00/draw'])
    expect((await ada.call('GET', `/api/events/${path}`)).status, path).toBeGreaterThanOrEqual(400);
  for (const after of ['-1', 'x', '1.5', '1e99'])
    expect(await ada.call('GET', `/api/events/${eventId}/draw/places?after=${after}`), after).toMatchObject({
      status: 400,
    });
});

it('never holds more than its limit, and counts whom it holds', async () => {
  const eventId = await withPrequeue(shop);
  const small = prequeue({ db: shop.db, mostEntrants: 100 });
  const crowd = aCrowd(150);
  const ends = await Promise.allSettled([...crowd, ...crowd].map(id => small.join(eventId, id)));
  const refused = ends.filter(end => end.status === 'rejected');
  expect(refused).toHaveLength(100); // fifty, twice
  for (const { reason } of refused)
    expect(reason).toMatchObject({ status: 503, type: 'waiting-room-full', retryable: true });
  const { rows } = await shop.db.query(
    'select entrants, (select count(*)::int from entrant where event_id = $1) as rows from draw where event_id = $1',
    [eventId],
  );
  expect(rows).toEqual([{ entrants: 100, rows: 100 }]);
});

it('holds exactly those who were told that they are in it, also who came in the instant of the opening', async () => {
  const { eventId, crowd } = await entered(shop, 100);
  const { join, leave } = prequeue({ db: shop.db, mostEntrants: 10_000 });
  const told: string[] = [...crowd];
  let stop = false;
  const rush = Array.from({ length: 20 }, async () => {
    while (!stop) {
      const id = crypto.randomUUID();
      const standing = await join(eventId, id);
      if (standing?.joinedAt) told.push(id);
      else stop = true;
    }
  });
  const leaver = crowd[0]!;
  await eventually(() => expect(told.length).toBeGreaterThan(200));
  const [, left] = await Promise.all([open(eventId), leave(eventId, leaver)]);
  await Promise.all(rush);
  const expected = left === 'COLLECTING' ? told.filter(id => id !== leaver) : told;
  expect((await drawn(shop, eventId)).toSorted()).toEqual(expected.toSorted());
  const { body } = await shop.call('GET', `/api/events/${eventId}/draw`);
  expect(body).toMatchObject({ state: 'DRAWN', entrants: expected.length });
});

it('lets nobody in who was still on the way when the list was closed', async () => {
  const { eventId, crowd } = await entered(shop, 3);
  const { db } = shop;
  const { join } = prequeue({ db, mostEntrants: 10_000 });
  const id = crypto.randomUUID();
  let joining: ReturnType<typeof join> | undefined;
  const holding = db.transaction(async tx => {
    await tx.query('insert into entrant (event_id, visitor_id) values ($1, $2)', [eventId, id]); // keeps the join from its end
    joining = join(eventId, id);
    await eventually(async () => {
      const { rowCount } = await db.query(
        `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
        [shop.schema],
      );
      expect(rowCount).toBe(1);
    });
    expect(await open(eventId)).toMatchObject({ status: 200 });
    throw new Problem(409, 'planted', 'planted');
  });
  await expect(holding).rejects.toThrow('planted');
  expect(await joining).toEqual({ state: 'DRAWN', entrants: 3, commitment: expect.any(String) });
  await isInOrder(shop, eventId, crowd);
});
