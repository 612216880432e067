// Holds in batches, on a real PostgreSQL.
import { expect, it } from 'vitest';
import { hallOf, settled, wish } from './holds.fixture.ts';

const theHall = hallOf();

const seatsOf = async (eventId: string) =>
  (
    await theHall().db.query<{ order_id: string; seats: string[] }>(
      `select order_id, array_agg(seat_id order by seat_id) as seats from seat_inventory
        where event_id = $1 and order_id is not null group by order_id`,
      [eventId],
    )
  ).rows;
const count = (answers: unknown[], what: string) => answers.filter(answer => answer === what).length;

it('gives a seat that two hundred want in two processes to one of them', async () => {
  const eventId = await theHall().onSale();
  const [north, south] = [theHall().process(), theHall().process()];
  const asks = Array.from({ length: 200 }, (_, i) => (i % 2 ? north : south).holds.hold(wish(eventId, 'F1-1-1')));
  const answers = await settled(asks);
  expect([count(answers, 'held'), count(answers, 'seat-taken')]).toEqual([1, 199]);
});

it('gives an order all that it named, or nothing, also when orders overlap in every order', async () => {
  const eventId = await theHall().onSale();
  const [north, south] = [theHall().process(), theHall().process()];
  const row = Array.from({ length: 10 }, (_, i) => `F1-1-${i + 1}`);
  const wishes = Array.from({ length: 300 }, (_, i) => {
    const from = i % 9;
    const pair = [row[from]!, row[from + 1]!];
    return wish(eventId, ...(i % 2 ? pair : pair.toReversed()));
  });
  const answers = await settled(wishes.map((one, i) => (i % 3 ? north : south).holds.hold(one)));
  expect(new Set(answers)).toEqual(new Set(['held', 'seat-taken']));
  const had = await seatsOf(eventId);
  expect(had.length).toBe(count(answers, 'held'));
  for (const { order_id, seats } of had) {
    const { seatIds } = wishes.find(({ orderId }) => orderId === order_id)!;
    expect(seats).toEqual(seatIds.toSorted());
  }
  const { rows } = await theHall().db.query('select count(*)::int as orders from purchase where event_id = $1', [
    eventId,
  ]);
  expect(rows[0]!.orders).toBe(had.length); // who got nothing has no order
});

it('writes many holds in few statements, and one at once', async () => {
  const eventId = await theHall().onSale();
  const { holds } = theHall().process();
  const wishes = Array.from({ length: 200 }, (_, i) =>
    wish(eventId, `F${1 + Math.floor(i / 50)}-${1 + (Math.floor(i / 10) % 5)}-${1 + (i % 10)}`),
  );
  expect(count(await settled(wishes.map(holds.hold)), 'held')).toBe(200);
  expect(theHall().statements).toBeLessThanOrEqual(4);
});

it('refuses who wants what is known to be taken without asking the database', async () => {
  const eventId = await theHall().onSale();
  const { maps, holds } = theHall().process();
  await maps.of(eventId);
  await holds.hold(wish(eventId, 'F1-1-1'));
  theHall().statements = 0;
  const answers = await settled([holds.hold(wish(eventId, 'F1-1-1')), holds.hold(wish(eventId, 'F1-1-2', 'F1-1-1'))]);
  expect([answers, theHall().statements]).toEqual([['seat-taken', 'seat-taken'], 0]);
  expect(await settled([holds.hold(wish(eventId, 'Z9-1-1'))])).toEqual(['not-found']);
});

it('takes the same order for the same order, and another wish under it for a mistake', async () => {
  const eventId = await theHall().onSale();
  const { holds } = theHall().process();
  const one = wish(eventId, 'F1-2-1');
  const answers = await Promise.all([holds.hold(one), holds.hold(one), holds.hold(one)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['KNOWN', 'KNOWN', 'RESERVED']);
  expect(await settled([holds.hold({ ...one, seatIds: ['F1-2-2'] })])).toEqual(['idempotency-key-reused']);
});

it('takes the same order at the same instant in two processes for one order', async () => {
  const eventId = await theHall().onSale();
  const [north, south] = [theHall().process(), theHall().process()];
  for (let round = 1; round <= 40; round++) {
    const one = wish(eventId, `F${1 + (round % 4)}-${1 + Math.floor(round / 10)}-${1 + (round % 10)}`);
    const answers = await Promise.all([north.holds.hold(one), south.holds.hold(one)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['KNOWN', 'RESERVED']);
  }
});

it('counts what a visitor holds unpaid also where two statements are under way', async () => {
  const { holds } = theHall().process({}, 3);
  for (let round = 1; round <= 10; round++) {
    const eventId = await theHall().onSale();
    const hold = (row: number) => holds.hold(wish(eventId, `F1-${row}-1`));
    await Promise.all([hold(1), hold(2)]);
    const third = hold(3);
    await new Promise(setImmediate); // it is on its way, and the next would go beside it
    const answers = await settled([third, hold(4)]);
    expect([count(answers, 'held'), count(answers, 'too-many-unpaid')]).toEqual([1, 1]);
  }
});

it('frees a seat at the instant its hold ends, though nobody sweeps', async () => {
  const eventId = await theHall().onSale();
  const { holds } = theHall().process();
  await holds.hold(wish(eventId, 'F1-1-1'));
  theHall().ahead = 59_000;
  expect(await settled([holds.hold(wish(eventId, 'F1-1-1'))])).toEqual(['seat-taken']);
  theHall().ahead = 60_001;
  expect(await settled([holds.hold(wish(eventId, 'F1-1-1'))])).toEqual(['held']);
});

it('lets one that fails in a batch fail alone', async () => {
  const eventId = await theHall().onSale();
  const { holds } = theHall().process();
  const bad = { ...wish(eventId, 'F1-1-1'), userId: 'nul\0' }; // no text for PostgreSQL
  const answers = await settled([
    holds.hold(wish(eventId, 'F1-1-2')),
    holds.hold(bad),
    holds.hold(wish(eventId, 'F1-1-3')),
  ]);
  expect([answers[0], answers[2]]).toEqual(['held', 'held']);
  expect(answers[1]).not.toBe('held');
});
