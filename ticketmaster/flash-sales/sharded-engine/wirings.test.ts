// The drawing's own wiring and what comes of it; then the same with one mend, and with both.

import { setTimeout as sleep } from 'node:timers/promises';
import { unique } from '@ticketmaster/testing/eventually';
import { expect, it, onTestFinished } from 'vitest';
import { LOCK_MS, underTest, wish } from './sale.fixture.ts';
import { type WiringName, wiringNamed, wirings } from './wirings.ts';

const sale = underTest();

/** Both ticket services, as they are wired, and an event of a few seats. */
async function services(wiring: WiringName) {
  const open = (instance: number) => sale.open({ wiring: wirings[wiring], instance });
  const both = [await open(0), await open(1)] as const;
  onTestFinished(async () => void (await Promise.all(both.map(one => one.close()))));
  const eventId = unique('event');
  await both[0].putOnSale({ itemId: eventId, units: 3, priceCents: 0 });
  return { both, eventId };
}

const taken = { status: 'REFUSED', reason: 'OUT_OF_STOCK' };
const denied = { status: 'REFUSED', reason: 'BEING_PURCHASED' };
const sold = expect.objectContaining({ status: 'CONFIRMED' });

/** Resolves once a purchase of the first seat has its lock. Its service is dead from then on: nothing follows. */
function dieWithTheLock(one: Awaited<ReturnType<typeof sale.open>>, eventId: string): Promise<void> {
  return new Promise(resolve => {
    const dies = (step: string) => {
      if (step !== 'locked') return;
      resolve();
      return new Promise(() => {});
    };
    void one.purchase(wish(eventId, 1), dies);
  });
}

it.each([
  ['drawn', sold, 1],
  ['sharded', taken, 0],
  ['protected', taken, 0],
] as const)('%s: one seat, wanted at one service after the other', async (wiring, second, oversold) => {
  const { both, eventId } = await services(wiring);
  expect(await both[0].purchase(wish(eventId, 1))).toEqual(sold);
  expect(await both[1].purchase(wish(eventId, 1))).toEqual(second);
  expect(await both[0].audit(eventId)).toMatchObject({ confirmed: 1 + oversold, oversold });
});

it.each([
  ['drawn', denied],
  ['sharded', denied],
  ['protected', sold],
] as const)(
  '%s: the service of a buyer dies with the lock, and ten leases later somebody wants the seat',
  async (wiring, later) => {
    const { both, eventId } = await services(wiring);
    await dieWithTheLock(both[0], eventId);
    await sleep(10 * LOCK_MS);
    expect(await both[1].purchase(wish(eventId, 1))).toEqual(later);
  },
);

it.each([
  ['sharded', sold],
  ['protected', denied],
] as const)('%s: somebody is denied, and does what a loser does; who comes next', async (wiring, third) => {
  const { both, eventId } = await services(wiring);
  const [there, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const winner = both[0].purchase(wish(eventId, 1), step => {
    if (step !== 'locked') return;
    there.resolve();
    return goOn.promise;
  });
  await there.promise;
  expect(await both[1].purchase(wish(eventId, 1))).toEqual(denied);
  expect(await both[1].purchase(wish(eventId, 1))).toEqual(third); // sold: the loser has deleted the winner's lock
  goOn.resolve();
  expect(await winner).toEqual(wiring === 'sharded' ? taken : sold); // the constraint holds the line
  expect(await both[0].audit(eventId)).toMatchObject({ confirmed: 1, oversold: 0 });
});

it('offers them only to who asks for what is not safe', () => {
  expect(wiringNamed('protected', false)).toBe(wirings.protected);
  expect(wiringNamed('drawn', true)).toBe(wirings.drawn);
  expect(() => wiringNamed('drawn', false)).toThrow('ALLOW_UNSAFE=1');
  expect(() => wiringNamed('nailed', true)).toThrow('must be one of drawn, sharded, protected');
});
