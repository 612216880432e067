// What the operator says to those who wait: it comes with the answer that they ask for anyway.
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi } from '../openapi/document.ts';
import { judging } from '../openapi/judge.ts';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { nobodyIn, withPrequeue } from '../waiting-room/prequeue.fixture.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const say = (eventId: string, notice: unknown) => shop.asOperator('PATCH', `/api/events/${eventId}`, { notice });

async function waiting(eventId: string) {
  const ada = await shop.visitor();
  const place = `/api/events/${eventId}/waiting-room/${ada.userId}`;
  expect(await ada.call('POST', place)).toMatchObject({ status: 202 });
  return async () => (await ada.call('GET', place)).body;
}

it('is told to who waits in the pre-queue, and in line, within a second of their next look; and not when it is taken back', async () => {
  const early = await withPrequeue(shop);
  const hot = await shop.onSale({ waitingRoom: 'hold' });
  await nobodyIn(shop.redis, hot);
  for (const [eventId, state] of [
    [early, 'PREQUEUE'],
    [hot, 'WAITING'],
  ] as const) {
    const look = await waiting(eventId);
    expect(await look()).toMatchObject({ state });
    expect(await look()).not.toHaveProperty('notice');
    expect(await say(eventId, '  Doors are late: 20:30 <b>🎸</b>  ')).toMatchObject({
      ...{ status: 200, body: { notice: 'Doors are late: 20:30 <b>🎸</b>' } },
    });
    await eventually(
      async () => expect(await look()).toMatchObject({ state, notice: 'Doors are late: 20:30 <b>🎸</b>' }),
      1_000,
    );
    await say(eventId, '');
    await eventually(async () => expect(await look()).not.toHaveProperty('notice'), 1_000);
  }
});

it('is in the document, for the pre-queue and for the line', async () => {
  const operation = 'GET /api/events/{eventId}/waiting-room/{visitorId}';
  const drawn = { operation, method: 'GET', path: '', headers: {}, wrong: [], forbidden: false };
  const judge = judging(openApi());
  const hot = await shop.onSale({ waitingRoom: 'hold' });
  await nobodyIn(shop.redis, hot);
  for (const eventId of [await withPrequeue(shop), hot]) {
    const look = await waiting(eventId);
    await say(eventId, 'Soon');
    const place = await eventually(async () => {
      const seen = await look();
      expect(seen).toMatchObject({ notice: 'Soon' });
      return seen;
    });
    const judged = (said: object) =>
      judge(drawn, { status: 200, type: 'application/json', text: JSON.stringify(said) });
    expect(judged(place)).toBeUndefined();
    expect(judged({ ...place, nobodyKnows: 1 })).toMatch(/another shape/);
  }
});

it('asks no database at a look', async () => {
  const eventId = await shop.onSale({ waitingRoom: 'hold' });
  await nobodyIn(shop.redis, eventId);
  await say(eventId, 'Soon');
  const look = await waiting(eventId);
  await eventually(async () => expect(await look()).toMatchObject({ notice: 'Soon' }));
  const locked = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const lock = shop.db.transaction(async tx => {
    await tx.query('lock table show');
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  try {
    expect(await Promise.race([look(), lock])).toMatchObject({ notice: 'Soon' });
  } finally {
    free.resolve();
    await lock;
  }
});

it.each([
  ['201 characters', 'x'.repeat(201)],
  ['a number', 7],
  ['null', null],
  ['a list', ['Soon']],
  ['two lines', 'Soon\nLater'],
  ['a NUL', 'So\0on'],
  ['an escape', 'So\u001bon'],
  ['letters from right to left', 'So\u202eon'],
])('refuses %s, and says what was said before', async (_what, notice) => {
  const eventId = await shop.onSale();
  await say(eventId, 'Before');
  expect(await say(eventId, notice)).toMatchObject({
    ...{ status: 400, body: { type: 'invalid-request', errors: [{ field: 'notice' }] } },
  });
  const { rows } = await shop.db.query('select notice from show where event_id = $1', [eventId]);
  expect(rows).toEqual([{ notice: 'Before' }]);
});

it('takes 200 characters, from the operator alone', async () => {
  const eventId = await shop.onSale();
  expect(await say(eventId, 'x'.repeat(200))).toMatchObject({ status: 200 });
  const ada = await shop.visitor();
  expect(await ada.call('PATCH', `/api/events/${eventId}`, { notice: 'Free beer' })).toMatchObject({ status: 401 });
});
