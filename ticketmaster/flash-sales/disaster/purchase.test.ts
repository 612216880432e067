// Locks that outlast their owner, providers that say nothing, orders that are too late.
import { env } from '@ticketmaster/common/env';
import type { FlashSale, Purchase } from '@ticketmaster/flash-sales/flash-sale';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, afterEach, expect, it, onTestFinished } from 'vitest';
import type { OpenParts } from './open.ts';
import { underTest } from './sale.fixture.ts';
import { lockOf } from './sale.ts';
import type { State } from './states.ts';

const sale = underTest();
const redis = connectToRedis(env.text('REDIS_URL'));
afterAll(() => redis.quit());

async function onSale(units: number, parts: Partial<OpenParts> = {}) {
  const opened = await sale.open(parts);
  onTestFinished(() => opened.close());
  const itemId = unique('item');
  await opened.putOnSale({ itemId, units, priceCents: 5_000 });
  const wish = (paymentMethod = 'pm_card_visa'): Purchase => ({
    ...{ key: unique('key'), userId: unique('user'), itemId, quantity: 1, paymentMethod },
  });
  return { opened, itemId, wish };
}

const control = (what: string, body: object) =>
  fetch(`${sale.providerUrl()}/_control/${what}`, {
    ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  });

afterEach(() => control('down', { ms: 0 }));

it('holds the lock of the drawing: its key, a token nobody can guess, five seconds or what is left of them', async () => {
  const { opened, itemId, wish } = await onSale(5, { lockMs: 5_000 });
  expect(lockOf('item_123')).toBe('purchase:item_123');
  let seen: [token: string | null, ttl: number] = ['', 0];
  await opened.purchase(wish(), async step => {
    if (step === 'reserved') seen = [await redis.get(lockOf(itemId)), await redis.pttl(lockOf(itemId))];
  });
  expect(seen[0]).toMatch(/^[\da-f-]{36}$/);
  expect(seen[1]).toBeGreaterThan(3_000);
  expect(seen[1]).toBeLessThanOrEqual(5_000);
  expect(await redis.exists(lockOf(itemId))).toBe(0);
});

it('refuses at once while somebody is at it; with a bounded wait it is the next, and not for longer than said', async () => {
  const { opened: first, itemId, wish } = await onSale(5, { lockMs: 20_000 }); // so it does not end by itself
  const [patient, brief] = [await sale.open({ waitMs: 20_000 }), await sale.open({ waitMs: 200 })];
  onTestFinished(() => Promise.all([patient.close(), brief.close()]).then(() => {}));
  const during = async (second: FlashSale) => {
    let inside: Promise<unknown> = Promise.resolve();
    await first.purchase(wish(), async step => {
      if (step !== 'locked') return;
      inside = second.purchase(wish());
      if (second === first) await inside; // it is refused at once
    });
    return inside;
  };
  expect(await during(first)).toEqual({ status: 'REFUSED', reason: 'BEING_PURCHASED' });
  expect(await during(patient)).toMatchObject({ status: 'CONFIRMED' });

  await redis.set(lockOf(itemId), 'somebody', 'PX', 10_000);
  const began = performance.now();
  expect(await brief.purchase(wish())).toEqual({ status: 'REFUSED', reason: 'BEING_PURCHASED' });
  expect(performance.now() - began).toBeGreaterThan(100);
  expect(performance.now() - began).toBeLessThan(2_000);
  await redis.del(lockOf(itemId));
});

it('tells of an order that is there, also while somebody has the lock: of that one it would be untrue that nothing was done', async () => {
  const { opened, itemId, wish } = await onSale(5);
  const purchase = wish();
  const sold = await opened.purchase(purchase);
  await redis.set(lockOf(itemId), 'the server that died', 'PX', 10_000);
  expect(await opened.purchase(purchase)).toEqual(sold);
  expect(await opened.purchase({ ...purchase, quantity: 2 })).toEqual({ status: 'REFUSED', reason: 'KEY_REUSED' });
  await redis.del(lockOf(itemId));
});

it('does not sell while Redis is away, and says so as something that may be tried again', async () => {
  const { opened, wish } = await onSale(5, { redisUrl: 'redis://127.0.0.1:1' });
  expect(await opened.purchase(wish())).toEqual({ status: 'REFUSED', reason: 'BEING_PURCHASED' });
});

it('leaves an order RESERVED where the provider says nothing, and finishes it when it is back', async () => {
  const { opened, itemId, wish } = await onSale(1, { patienceMs: 300 });
  await control('down', { ms: 600_000 });
  const purchase = wish();
  const outcome = await opened.purchase(purchase);
  expect(outcome).toMatchObject({ status: 'RESERVED', order: { status: 'RESERVED' } });
  expect(await opened.purchase(wish())).toMatchObject({ reason: 'OUT_OF_STOCK' });
  await control('down', { ms: 0 });
  await expect
    .poll(() => opened.settle().then(() => opened.purchase(purchase)), { timeout: 20_000 })
    .toMatchObject({ status: 'CONFIRMED' });
  expect(await opened.audit(itemId)).toMatchObject({ confirmed: 1, capturedCents: 5_000, lost: 0 });
});

it('gives a reserved order up when it is too late, and nobody pays for it afterwards', async () => {
  const { opened, itemId, wish } = await onSale(1, { patienceMs: 300, reservedMs: 1 });
  await control('down', { ms: 600_000 });
  const purchase = wish();
  expect(await opened.purchase(purchase)).toMatchObject({ status: 'RESERVED' });
  await control('down', { ms: 0 });
  await expect
    .poll(() => opened.settle().then(async () => (await opened.audit(itemId))!.reserved), { timeout: 20_000 })
    .toBe(0);
  expect(await opened.audit(itemId)).toMatchObject({ inventory: 1, cancelled: 1, capturedCents: 0 });
  expect(await opened.purchase(purchase)).toMatchObject({ reason: 'PAYMENT_FAILED' });
  expect(await opened.purchase(wish())).toMatchObject({ status: 'CONFIRMED' });
});

it('gives the units back once, though a buyer who was slow and a server that settles both find the card declined', async () => {
  const { opened, itemId, wish } = await onSale(5);
  const outcome = await opened.purchase(wish('pm_card_visa_chargeDeclined'), async step => {
    if (step === 'charged') expect(await opened.settle()).toBeGreaterThan(0); // its order among them
  });
  expect(outcome).toMatchObject({ reason: 'PAYMENT_FAILED' });
  expect(await opened.audit(itemId)).toMatchObject({ inventory: 5, cancelled: 1, lost: 0, oversold: 0 });
});

it('tells the states of the drawing as they come', async () => {
  const told: State[] = [];
  const { opened, wish } = await onSale(2, { traced: (_user, state) => told.push(state) });
  await opened.purchase(wish());
  await opened.purchase(wish('pm_card_visa_chargeDeclined'));
  expect(told).toEqual([
    ...['AVAILABLE', 'LOCKED', 'RESERVED', 'CONFIRMED'],
    ...['AVAILABLE', 'LOCKED', 'RESERVED', 'CANCELLED'],
  ]);
});

it('lets the lock of a dead owner end by itself', async () => {
  const LEFT_MS = 1_000;
  const { opened, itemId, wish } = await onSale(2);
  await redis.set(lockOf(itemId), 'of a server that is no more', 'PX', LEFT_MS);
  expect(await opened.purchase(wish())).toMatchObject({ reason: 'BEING_PURCHASED' });
  await expect.poll(() => opened.purchase(wish()), { timeout: 5 * LEFT_MS }).toMatchObject({ status: 'CONFIRMED' });
});
