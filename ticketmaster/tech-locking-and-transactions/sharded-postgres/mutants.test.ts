// Planted bugs, and what they break. A move that closes nothing is in move.test.ts.
import type { BoxOffice, Outcome } from '@ticketmaster/locking/box-office';
import { promises } from '@ticketmaster/locking/promises';
import type { Seats } from '@ticketmaster/locking-store/in-one-transaction';
import { seatStore } from '@ticketmaster/locking-store/seats';
import { expect, it } from 'vitest';
import { shardedBoxOffice } from './box-office.ts';
import { finding } from './finding.ts';
import { officeFor, onSale, urls, wish } from './nodes.fixture.ts';
import { homeOf } from './nodes.ts';
import { openSharded } from './open.ts';
import { fenced, routed } from './ways.ts';

const schema = 'locking_sharded_mutants';
const nothing = () => {};

it('allOrNothing catches: a router that hashes by seat, so that an order is two, in two transactions', async () => {
  const { dbs } = await officeFor(schema);
  const nodes = (['north', 'south'] as const).map(name => ({ name, db: dbs[name] }));
  const sells = nodes.map(node => routed({ at: (_, work) => work(node) }));
  async function open(): Promise<BoxOffice> {
    const office = await openSharded(urls, schema)();
    const parts = (seatIds: string[]) =>
      nodes.map(node => seatIds.filter(seatId => homeOf(`seat ${seatId}`, nodes) === node));
    return {
      ...office,
      async putOnSale(eventId, seatIds, cents) {
        await Promise.all(parts(seatIds).map((its, i) => seatStore(nodes[i]!.db).putOnSale(eventId, its, cents)));
        return true;
      },
      ways: {
        async bySeat(purchase, reached): Promise<Outcome> {
          const wanted = parts(purchase.seatIds).map((seatIds, i) => ({ seatIds, sell: sells[i]! }));
          const outcomes = await Promise.all(
            wanted.flatMap(({ seatIds, sell }) => (seatIds.length ? [sell({ ...purchase, seatIds }, reached)] : [])),
          );
          const refused = outcomes.find(({ status }) => status === 'REFUSED');
          const tickets = outcomes.flatMap(outcome => (outcome.status === 'CONFIRMED' ? outcome.tickets : []));
          return refused ?? { status: 'CONFIRMED', tickets, totalCents: 5_000 * tickets.length };
        },
      },
    };
  }
  await expect(promises.allOrNothing({ open, way: 'bySeat', stallMs: 300 })).rejects.toThrow();
});

it('a process that lists the nodes in another order finds no event, puts it on sale anew, and sells every seat again', async () => {
  const { office, dbs } = await officeFor(schema);
  const swapped = shardedBoxOffice(
    [
      { name: 'south', db: dbs.south },
      { name: 'north', db: dbs.north },
    ],
    dbs.router,
  );
  const eventId = await onSale(office, 'north');
  const sale = () => wish(eventId, 'A-1-01');
  expect(await office.ways.routed!(sale(), nothing)).toMatchObject({ status: 'CONFIRMED' });
  expect(await swapped.ways.routed!(sale(), nothing)).toMatchObject({ reason: 'NO_SUCH_SEAT' });
  expect(await swapped.putOnSale(eventId, ['A-1-01'], 5_000)).toBe(true);
  expect(await swapped.ways.routed!(sale(), nothing)).toMatchObject({ status: 'CONFIRMED' });
});

it('a fence that locks nothing: the mover does not wait for who is in, and what that one bought is lost', async () => {
  const { office, dbs } = await officeFor(schema);
  const lockless: Seats = {
    ...fenced,
    async enter(tx, { eventId }) {
      await tx.query('select event_id from event where event_id = $1 and not closed', [eventId]);
    },
  };
  const sell = routed(
    finding([
      { name: 'north', db: dbs.north },
      { name: 'south', db: dbs.south },
    ]),
    lockless,
  );
  const eventId = await onSale(office, 'north');
  const [inside, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ada = sell(wish(eventId, 'A-1-01'), async step => {
    if (step !== 'seats taken') return;
    inside.resolve();
    await goOn.promise;
  });
  await inside.promise;
  await office.move(eventId, 'south', step => void (step === 'copied' && goOn.resolve()));
  expect(await ada).toMatchObject({ status: 'CONFIRMED' });
  expect(await office.audit(eventId)).toMatchObject({ sold: 0, tickets: 0, capturedCents: 0 });
  expect(await office.ways.routed!(wish(eventId, 'A-1-01'), nothing)).toMatchObject({ status: 'CONFIRMED' });
});
