import assert from 'node:assert/strict';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import type { SeatInventory, Wish } from './seat-inventory.ts';
import { seatStore } from './seats.ts';

export interface InventoryUnderTest {
  /** With seatTables and holdTables. */
  db: Database;
  inventory(now: () => Date): SeatInventory;
}

/** The promises of seat-inventory.ts, executable. Each runs on an event of its own, with a clock that stands still until it is moved. */
export const inventoryPromises = {
  oneHolder: onSale(async ({ hold, order }) => {
    const ends = await Promise.all(Array.from({ length: 16 }, () => hold(order(), 'A-1-01')));
    assert.equal(ends.filter(({ status }) => status === 'RESERVED').length, 1);
    assert.deepEqual(await hold(order(), 'A-1-01'), { status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: ['A-1-01'] });
  }),

  allOrNothing: onSale(async ({ hold, shown, order }) => {
    await hold(order(), 'A-1-02');
    const wish = ['A-1-01', 'A-1-02', 'A-1-03'];
    assert.deepEqual(await hold(order(), ...wish), { status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: ['A-1-02'] });
    const missing = await hold(order(), 'A-1-01', 'Z-9-99');
    assert.deepEqual(missing, { status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds: ['Z-9-99'] });
    assert.deepEqual(await shown(...wish), ['AVAILABLE', 'RESERVED', 'AVAILABLE']);
  }),

  noDeadlock: onSale(async ({ hold, release, order }) => {
    const eight = seatIdsFor(8);
    for (let round = 0; round < 10; round++) {
      const ends = await Promise.all(
        Array.from({ length: 8 }, async (_, i) => {
          const [who, wish] = [order(), i % 2 ? eight.toReversed() : eight];
          return (await hold(who, ...wish)).status === 'RESERVED' && release(who, ...wish);
        }),
      );
      assert.ok(ends.some(Boolean), 'nobody got them');
    }
  }),

  endsByItself: onSale(async ({ hold, shown, pass, order }) => {
    const [ada, bob] = [order(), order()];
    await hold(ada, 'A-1-01');
    pass(HOLD_MS - 1);
    assert.deepEqual(await shown('A-1-01'), ['RESERVED']);
    assert.equal((await hold(bob, 'A-1-01')).status, 'REFUSED');
    pass(1);
    assert.deepEqual(await shown('A-1-01'), ['AVAILABLE']);
    assert.equal((await hold(bob, 'A-1-01')).status, 'RESERVED');
    assert.equal((await hold(ada, 'A-1-01')).status, 'REFUSED');
  }),

  renews: onSale(async ({ hold, shown, pass, order }) => {
    const ada = order();
    await hold(ada, 'A-1-01');
    pass(HOLD_MS - 1);
    assert.equal((await hold(ada, 'A-1-01')).status, 'RESERVED');
    pass(HOLD_MS - 1);
    assert.deepEqual(await shown('A-1-01'), ['RESERVED']);
  }),

  staysSold: onSale(async ({ hold, confirm, release, shown, pass, order }) => {
    const ada = order();
    await hold(ada, 'A-1-01', 'A-1-02');
    for (let times = 0; times < 2; times++)
      assert.deepEqual(await confirm(ada, 'A-1-01', 'A-1-02'), { status: 'SOLD' });
    pass(10 * HOLD_MS);
    for (const who of [ada, order()]) {
      assert.equal((await hold(who, 'A-1-02')).status, 'REFUSED');
      assert.deepEqual(await release(who, 'A-1-01'), []);
    }
    pass(10 * HOLD_MS);
    assert.deepEqual(await shown('A-1-01', 'A-1-02'), ['SOLD', 'SOLD']);
  }),

  confirmsItsOwn: onSale(async ({ hold, confirm, shown, pass, order }) => {
    const [ada, bob] = [order(), order()];
    const lost = { status: 'REFUSED', reason: 'HOLD_LOST', seatIds: ['A-1-02'] };
    await hold(ada, 'A-1-01', 'A-1-02');
    pass(HOLD_MS);
    await hold(bob, 'A-1-02');
    assert.deepEqual(await confirm(ada, 'A-1-01', 'A-1-02'), lost);
    assert.deepEqual(await shown('A-1-01', 'A-1-02'), ['AVAILABLE', 'RESERVED']);
    assert.equal((await confirm(bob, 'A-1-02')).status, 'SOLD');
    assert.deepEqual(await confirm(ada, 'A-1-01', 'A-1-02'), lost);
    const never = { status: 'REFUSED', reason: 'HOLD_LOST', seatIds: ['A-1-05'] };
    assert.deepEqual(await confirm(ada, 'A-1-05'), never);
  }),

  confirmsLate: onSale(async ({ hold, confirm, shown, pass, order }) => {
    const ada = order();
    await hold(ada, 'A-1-01');
    pass(10 * HOLD_MS);
    assert.deepEqual(await confirm(ada, 'A-1-01'), { status: 'SOLD' });
    assert.deepEqual(await shown('A-1-01'), ['SOLD']);
  }),

  releasesItsOwn: onSale(async ({ hold, release, shown, order }) => {
    const [ada, bob] = [order(), order()];
    await hold(ada, 'A-1-01', 'A-1-02');
    await hold(bob, 'A-1-03');
    assert.deepEqual(await release(ada, 'A-1-01', 'A-1-03'), ['A-1-01']);
    assert.deepEqual(await release(ada, 'A-1-01', 'A-1-03'), []);
    assert.deepEqual(await shown('A-1-01', 'A-1-02', 'A-1-03'), ['AVAILABLE', 'RESERVED', 'RESERVED']);
  }),

  reopensItsOwn: onSale(async ({ hold, confirm, reopen, shown, order }) => {
    const [ada, bob] = [order(), order()];
    await hold(ada, 'A-1-01', 'A-1-02');
    await confirm(ada, 'A-1-01', 'A-1-02');
    await hold(ada, 'A-1-03');
    await hold(bob, 'A-1-04');
    await confirm(bob, 'A-1-04');
    assert.deepEqual(await reopen(ada, 'A-1-02', 'A-1-03', 'A-1-04'), ['A-1-02']);
    assert.deepEqual(await reopen(ada, 'A-1-02'), []);
    const all = ['A-1-01', 'A-1-02', 'A-1-03', 'A-1-04'];
    assert.deepEqual(await shown(...all), ['SOLD', 'AVAILABLE', 'RESERVED', 'SOLD']);
    assert.equal((await hold(bob, 'A-1-02')).status, 'RESERVED');
    assert.deepEqual(await reopen(ada, 'A-1-02'), []); // it is another's by now
  }),

  inTheTransaction: onSale(async ({ db, holdIn, shown, order }) => {
    const rolledBack = db.transaction(async tx => {
      assert.equal((await holdIn(tx, order(), 'A-1-01')).status, 'RESERVED');
      throw new Error('rolled back');
    });
    await assert.rejects(rolledBack, /rolled back/);
    assert.deepEqual(await shown('A-1-01'), ['AVAILABLE']);
  }),

  refusesTheAbsurd: onSale(async ({ hold, order, shown }) => {
    for (const seatIds of [[], seatIdsFor(9), ['A-1-01', 'A-1-01']])
      await assert.rejects(hold(order(), ...seatIds), { status: 400, type: 'invalid-request' });
    assert.deepEqual(await shown('A-1-01'), ['AVAILABLE']);
    assert.equal((await hold(order(), ...seatIdsFor(8))).status, 'RESERVED');
  }),
};

export const HOLD_MS = 60_000;

interface Scene {
  db: Database;
  order(): string;
  holdIn(tx: Connection, orderId: string, ...seatIds: string[]): ReturnType<SeatInventory['hold']>;
  /** For HOLD_MS, in a transaction of its own; so are the next three. */
  hold(orderId: string, ...seatIds: string[]): ReturnType<SeatInventory['hold']>;
  confirm(orderId: string, ...seatIds: string[]): ReturnType<SeatInventory['confirm']>;
  release(orderId: string, ...seatIds: string[]): ReturnType<SeatInventory['release']>;
  reopen(orderId: string, ...seatIds: string[]): ReturnType<SeatInventory['reopen']>;
  shown(...seatIds: string[]): Promise<string[]>;
  pass(ms: number): void;
}

function onSale(check: (scene: Scene) => Promise<void>) {
  return async ({ db, inventory }: InventoryUnderTest): Promise<void> => {
    const eventId = unique('event');
    await seatStore(db).putOnSale(eventId, seatIdsFor(10), 5_000);
    let time = Date.parse('2026-11-26T19:00:00Z');
    const { hold, confirm, release, reopen, seats } = inventory(() => new Date(time));
    const wish = (orderId: string, seatIds: string[]): Wish => ({ eventId, orderId, seatIds });
    const holdIn: Scene['holdIn'] = (tx, who, ...seatIds) => hold(tx, wish(who, seatIds), new Date(time + HOLD_MS));
    await check({
      ...{ db, holdIn, order: () => crypto.randomUUID() },
      pass(ms) {
        time += ms;
      },
      hold: (who, ...seatIds) => db.transaction(tx => holdIn(tx, who, ...seatIds)),
      confirm: (who, ...seatIds) => db.transaction(tx => confirm(tx, wish(who, seatIds))),
      release: (who, ...seatIds) => db.transaction(tx => release(tx, wish(who, seatIds))),
      reopen: (who, ...seatIds) => db.transaction(tx => reopen(tx, wish(who, seatIds))),
      async shown(...seatIds) {
        const all = new Map((await seats(db, eventId)).map(({ seatId, status }) => [seatId, status]));
        return seatIds.map(seatId => all.get(seatId)!);
      },
    });
  };
}
