import { env } from '@ticketmaster/common/env';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, seatTables } from './database.ts';
import { holdTables, type SeatInventory, seatInventory, type Wish } from './seat-inventory.ts';
import { inventoryPromises } from './seat-inventory-promises.ts';
import { seatStore } from './seats.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase(env.text('PG_URL'), 'locking_store_holds', [seatTables, holdTables]);
});
afterAll(() => db.close());

describe('the seat inventory', () => {
  it.concurrent.each(Object.entries(inventoryPromises))('%s', (_name, check) =>
    check({ db, inventory: now => seatInventory(now) }),
  );
});

/** The same with other statements. */
const rewritten = (from: string | RegExp, to: string) => (now: () => Date) => {
  const sound = seatInventory(now);
  const other = (tx: Connection): Connection => ({ query: (sql, values) => tx.query(sql.replace(from, to), values) });
  return {
    ...sound,
    hold: (tx, ...rest) => sound.hold(other(tx), ...rest),
    confirm: (tx, ...rest) => sound.confirm(other(tx), ...rest),
    release: (tx, ...rest) => sound.release(other(tx), ...rest),
    reopen: (tx, ...rest) => sound.reopen(other(tx), ...rest),
  } satisfies SeatInventory;
};
const but = (change: (sound: SeatInventory) => Partial<SeatInventory>) => (now: () => Date) => {
  const sound = seatInventory(now);
  return { ...sound, ...change(sound) };
};
const oneByOne = (wish: Wish) => wish.seatIds.map(seatId => ({ ...wish, seatIds: [seatId] }));
const RENEWED = `update seat_inventory set reserved_until = '1970-01-01' where event_id = $1 and order_id = $2`;
const TAKEN = `update seat_inventory set order_id = $3 where event_id = $1 and seat_id = any($2)`;

// A check that cannot fail checks nothing: each of these is a bug that is easily written.
const mutants: [keyof typeof inventoryPromises, string, (now: () => Date) => SeatInventory][] = [
  [
    'oneHolder',
    'locks no rows',
    rewritten(/seat_inventory (.*) for update/, '(select pg_sleep(0.1)) as all_look, seat_inventory $1'),
  ],
  [
    'allOrNothing',
    'holds those of the seats that are free',
    but(({ hold }) => ({
      async hold(tx, wish, until) {
        const ends = [];
        for (const one of oneByOne(wish)) ends.push(await hold(tx, one, until));
        return ends.find(({ status }) => status === 'REFUSED') ?? ends[0]!;
      },
    })),
  ],
  [
    'noDeadlock',
    'locks the seats in the order of the wish',
    but(({ hold }) => ({
      async hold(tx, wish, until) {
        for (const one of oneByOne(wish))
          await tx.query('select from seat_inventory where event_id = $1 and seat_id = $2 for update', [
            one.eventId,
            one.seatIds[0],
          ]);
        return hold(tx, wish, until);
      },
    })),
  ],
  ['endsByItself', 'waits for a sweeper', () => seatInventory(() => new Date(0))],
  ['endsByItself', 'holds for nobody', () => seatInventory(() => new Date('2099-01-01'))],
  [
    'renews',
    'keeps the first end of a hold',
    rewritten('reserved_until = $4', 'reserved_until = coalesce(reserved_until, $4)'),
  ],
  [
    'staysSold',
    'keeps the end of a hold that is sold',
    rewritten('set reserved_until = null', 'set reserved_until = reserved_until'),
  ],
  [
    'staysSold',
    'gives back what is sold',
    rewritten(' and order_id = $3 and reserved_until is not null', ' and order_id = $3'),
  ],
  [
    'staysSold',
    'holds anew what the order has bought',
    but(({ hold }) => ({
      async hold(tx, wish, until) {
        await tx.query(RENEWED, [wish.eventId, wish.orderId]);
        return hold(tx, wish, until);
      },
    })),
  ],
  [
    'confirmsItsOwn',
    'does not ask whose the seats are by now',
    but(({ confirm }) => ({
      async confirm(tx, wish) {
        await tx.query(TAKEN, [wish.eventId, wish.seatIds, wish.orderId]);
        return confirm(tx, wish);
      },
    })),
  ],
  [
    'confirmsItsOwn',
    'sells those that are still held',
    but(({ confirm }) => ({
      async confirm(tx, wish) {
        const ends = [];
        for (const one of oneByOne(wish)) ends.push(await confirm(tx, one));
        return ends.find(({ status }) => status === 'REFUSED') ?? ends[0]!;
      },
    })),
  ],
  [
    'confirmsLate',
    'releases first what has ended',
    but(({ confirm }) => ({
      async confirm(tx, wish) {
        await tx.query('update seat_inventory set order_id = null where event_id = $1', [wish.eventId]);
        return confirm(tx, wish);
      },
    })),
  ],
  ['releasesItsOwn', "gives back another's", rewritten('and order_id = $3', 'and $3 is not null')],
  ['reopensItsOwn', 'gives back what is held, too', rewritten('and reserved_until is null', '')],
  [
    'reopensItsOwn',
    "reopens another's",
    rewritten('and order_id = $3 and reserved_until is null', 'and $3 is not null'),
  ],
  [
    'inTheTransaction',
    'holds on a connection of its own',
    but(({ hold }) => ({ hold: (_tx, ...rest) => db.transaction(tx => hold(tx, ...rest)) })),
  ],
  [
    'refusesTheAbsurd',
    'leaves out what is too much',
    but(({ hold }) => ({ hold: (tx, wish, until) => hold(tx, { ...wish, seatIds: wish.seatIds.slice(0, 8) }, until) })),
  ],
];
describe('the promises catch an inventory that', () => {
  it.concurrent.each(mutants)('%s: %s', async (promise, _what, inventory) => {
    await expect(inventoryPromises[promise]({ db, inventory })).rejects.toThrow();
  });
});

it('sells each seat to one order, and each order all its seats, whatever many do at once while time passes', async () => {
  const eventId = unique('event');
  const all = seatIdsFor(12);
  await seatStore(db).putOnSale(eventId, all, 5_000);
  let time = Date.now();
  const inventory = seatInventory(() => new Date(time));
  const sold = new Map<string, string[]>();
  const did = { lost: 0, late: 0, gaveBack: 0 };
  await Promise.all(
    Array.from({ length: 24 }, async (_, buyer) => {
      for (let attempt = 0; attempt < 12; attempt++) {
        const first = (buyer * 5 + attempt * 7) % all.length;
        const seatIds = Array.from({ length: 1 + ((buyer + attempt) % 3) }, (_, i) => all[(first + i) % all.length]!);
        const wish = { eventId, orderId: crypto.randomUUID(), seatIds };
        const held = await db.transaction(tx => inventory.hold(tx, wish, new Date(time + 10)));
        if (held.status === 'REFUSED') continue;
        time += attempt % 3 === 0 ? 11 : 1; // some are late
        const late = held.reservedUntil.getTime() <= time;
        if (buyer % 4 === 0) {
          await db.transaction(tx => inventory.release(tx, wish));
          did.gaveBack++;
          continue;
        }
        const end = await db.transaction(tx => inventory.confirm(tx, wish));
        if (end.status === 'SOLD') sold.set(wish.orderId, seatIds);
        if (end.status === 'REFUSED') did.lost++;
        else if (late) did.late++;
      }
    }),
  );
  const { rows } = await db.query<{ seat_id: string; order_id: string }>(
    'select seat_id, order_id from seat_inventory where event_id = $1 and order_id is not null and reserved_until is null',
    [eventId],
  );
  const owners = rows.map(({ seat_id, order_id }) => `${seat_id} ${order_id}`).sort();
  expect(owners).toEqual(
    [...sold].flatMap(([orderId, seatIds]) => seatIds.map(seatId => `${seatId} ${orderId}`)).sort(),
  );
  expect(sold.size).toBeGreaterThan(3);
  expect(did.gaveBack).toBeGreaterThan(0);
  expect(did.late).toBeGreaterThan(0);
});
