// The family's promises over real PostgreSQL, Redis and the stand-in; and without each protection the promise that it is there for is broken.
import { describeSale } from '@ticketmaster/flash-sales/conformance';
import { promises } from '@ticketmaster/flash-sales/promises';
import { expect, it } from 'vitest';
import { LOCK_MS, underTest } from './sale.fixture.ts';
import { type Wiring, wiringNamed, wirings } from './wirings.ts';

const sale = underTest();
const under = (wiring: Wiring) => ({
  ...{ lockMs: LOCK_MS, takesMoney: true },
  open: () => sale.open({ wiring }),
});

describeSale('protected', under(wirings.protected));

const without = (protection: keyof Wiring) => {
  const { [protection]: _, ...rest } = wirings.protected;
  return rest;
};

it.each([
  ['onlyTheOwnerReleases', without('lock')],
  ['restoredOnFailure', without('restores')],
  ['survivesKill', without('settles')],
  ['neverOversold', wirings.unprotected],
] as const)('%s is broken where its protection is missing', async (promise, wiring) => {
  await expect(promises[promise](under(wiring))).rejects.toThrow();
});

it('keeps every other promise with the row lock or the atomic decrement alone: each is enough for the stock', async () => {
  for (const missing of ['rowLock', 'atomic', 'lock'] as const) await promises.neverOversold(under(without(missing)));
});

it('has names for its wirings, and the unsafe ones only for who asks for them', () => {
  expect(wiringNamed('protected', false)).toBe(wirings.protected);
  expect(wiringNamed('lock', true)).toBe(wirings.lock);
  expect(() => wiringNamed('lock', false)).toThrow('ALLOW_UNSAFE=1');
  expect(() => wiringNamed('toString', true)).toThrow('WIRING must be one of');
});
