import { env } from '@ticketmaster/common/env';
import { Contended } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { chargeFor, payments } from '@ticketmaster/locking-store/payments';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import type { PaymentProvider } from '@ticketmaster/payments/provider';
import { expect, it, onTestFinished } from 'vitest';
import type { Settings } from './box-office.ts';
import { openSaga } from './open.ts';
import { awayFor } from './payments.fixture.ts';
import { crashAt, holdAt, sceneAt, survivesTwoCrashes } from './scene.fixture.ts';
import { stepsOfASale } from './steps-of-a-sale.ts';

const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };

async function open(settings: Settings = {}) {
  const office = await openSaga(urls, settings)();
  onTestFinished(() => office.close());
  return { office, ...(await sceneAt(office)) };
}

/** The payments of the lesson, as somebody reaches them who goes past the box office. */
async function paymentsDirectly() {
  const db = await openDatabase(urls.payments, 'locking_saga', [paymentTables], 1);
  onTestFinished(() => db.close());
  return payments(db);
}

it.each([
  ['tok_ok', 75],
  ['tok_declined', 32],
])('survives a crash at every point, and another at every point of what follows: %s', async (paymentToken, pairs) => {
  expect(await survivesTwoCrashes(openSaga(urls), paymentToken)).toBe(pairs);
});

it('shows a seat as sold that is free again when the card is declined; nobody can take it meanwhile', async () => {
  const { office, sell, wish, shown } = await open();
  const { held, letGo, reached } = holdAt('before undo reserve');
  const poor = wish(['A-1-01'], 'tok_declined');
  const declined = sell(poor, reached);
  await held;
  expect(await shown('A-1-01')).toBe('SOLD'); // the dirty read: a saga is not isolated
  expect(await office.order(poor.orderId)).toMatchObject({ status: 'PENDING' }); // what tells that it is not final
  const bob = wish(['A-1-01']);
  expect(await sell(bob)).toMatchObject({ status: 'REFUSED', reason: 'SEAT_TAKEN' }); // the semantic lock
  letGo();
  expect(await declined).toEqual({ status: 'REFUSED', reason: 'PAYMENT_DECLINED' });
  expect(await shown('A-1-01')).toBe('AVAILABLE');
  expect(await sell(bob)).toMatchObject({ status: 'CONFIRMED' });
});

it('leaves a sale alone that somebody works on, and ends it when nobody does', async () => {
  const { office, sell, wish, faults } = await open();
  const { held, letGo, reached } = holdAt('before capture');
  const slow = sell(wish(['A-1-01']), reached);
  await held;
  const other = await open();
  expect(await other.office.recover()).toBe(0);
  letGo();
  expect(await slow).toMatchObject({ status: 'CONFIRMED' });

  await expect(sell(wish(['A-1-02']), crashAt('before capture').reached)).rejects.toThrow('crash');
  expect(await faults()).not.toEqual([]);
  expect(await other.office.recover()).toBe(1);
  expect(await other.office.recover()).toBe(0);
  expect(await faults()).toEqual([]);
  expect(await office.recover()).toBe(0);
});

it('lets a second request wait for the first with the same key, and not for ever', async () => {
  const { sell, wish } = await open();
  const { held, letGo, reached } = holdAt('after authorize');
  const purchase = wish(['A-1-01']);
  const first = sell(purchase, reached);
  await held;
  await expect(sell(purchase)).rejects.toThrow(new Contended('conflict').message);
  const third = sell(purchase);
  letGo();
  expect(await third).toEqual(await first);
});

it('undoes a sale whose payments are away before the pivot: 503, and nothing was done', async () => {
  for (const deaf of [true, false]) {
    const { sell, wish, faults, shown, capturedCents } = await open({ moneyOf: awayFor({ authorize: 5 }, deaf) });
    const purchase = wish(['A-1-01']);
    await expect(sell(purchase)).rejects.toMatchObject({ status: 503, type: 'unavailable', retryable: true });
    expect(await faults()).toEqual([]);
    expect(await shown('A-1-01')).toBe('AVAILABLE');
    expect(await capturedCents()).toBe(0);
    expect(await sell(purchase)).toMatchObject({ status: 'CONFIRMED' });
  }
});

it('keeps the seats while it cannot be known whether money is set aside, and frees them when payments are back', async () => {
  const { office, sell, wish, faults, shown } = await open({ moneyOf: awayFor({ authorize: 5, giveBack: 10 }, false) });
  const purchase = wish(['A-1-01']);
  await expect(sell(purchase)).rejects.toMatchObject({ status: 503, type: 'undecided', retryable: true });
  expect(await shown('A-1-01')).toBe('SOLD');
  expect(await office.recover()).toBe(0); // still away
  expect(await office.recover()).toBe(1);
  expect(await shown('A-1-01')).toBe('AVAILABLE');
  expect(await faults()).toEqual([]);
});

it('keeps an order PENDING whose capture was not answered, and finds out: by the same key, or by itself', async () => {
  for (const deaf of [true, false])
    for (const how of ['recover', 'same key'] as const) {
      const { office, sell, wish, faults } = await open({ moneyOf: awayFor({ capture: 5, captured: 5 }, deaf) });
      const purchase = wish(['A-1-01']);
      await expect(sell(purchase)).rejects.toMatchObject({ status: 503, type: 'undecided', retryable: true });
      expect(await office.order(purchase.orderId)).toMatchObject({ status: 'PENDING' });
      if (how === 'recover') {
        expect(await office.recover()).toBe(0); // still away
        expect(await office.recover()).toBe(1);
        expect((await office.order(purchase.orderId))?.status).toBe(deaf ? undefined : 'CONFIRMED');
        expect(await faults()).toEqual([]);
      } else await expect(sell(purchase)).rejects.toMatchObject({ type: 'undecided' });
      expect(await sell(purchase)).toMatchObject({ status: 'CONFIRMED' });
      expect(await faults()).toEqual([]);
    }
});

it.each(['find', 'void', 'refund'] as const)('keeps no money that is captured late, right after %s', async verb => {
  const paymentsOf: typeof payments = db => {
    const money = payments(db);
    const lateCaptureOf = (id: string) => money.capture('late', id).catch(() => {}); // refused, where the money was given back
    if (verb !== 'find') {
      const moved: PaymentProvider['void'] = async (key, id) => {
        const answer = await money[verb](key, id);
        await lateCaptureOf(id);
        return answer;
      };
      return { ...money, [verb]: moved };
    }
    const find: PaymentProvider['find'] = async orderId => {
      const found = await money.find(orderId);
      for (const { paymentId } of found) await lateCaptureOf(paymentId);
      return found;
    };
    return { ...money, find };
  };
  const { office, sell, wish, faults, capturedCents } = await open({ paymentsOf });
  await expect(sell(wish(['A-1-01']), crashAt('before capture').reached)).rejects.toThrow('crash');
  expect(await office.recover()).toBe(1); // it asks, is told that nothing is captured, and goes back
  expect(await faults()).toEqual([]);
  expect(await capturedCents()).toBe(0);
});

it('takes nothing from who bought the seat since, when it undoes once more what is undone', async () => {
  const { sell, wish, faults, shown, capturedCents } = await open();
  const poor = wish(['A-1-01'], 'tok_declined');
  await sell(poor);
  expect(await sell(wish(['A-1-01']))).toMatchObject({ status: 'CONFIRMED' });
  const seats = await openDatabase(urls.seats, 'locking_saga', [seatTables], 1);
  onTestFinished(() => seats.close());
  const money = paymentsOfAnOrder(await paymentsDirectly());
  const { compensatable } = stepsOfASale(poor, seats, money);
  for (const step of compensatable.toReversed()) await step.undo('PAYMENT_DECLINED');
  expect(await shown('A-1-01')).toBe('SOLD');
  expect(await capturedCents()).toBe(5_000);
  expect(await faults()).toEqual([]);
});

it('gives back an authorization that arrives when its sale is undone', async () => {
  const { office, sell, wish, faults } = await open();
  const purchase = wish(['A-1-01']);
  await expect(sell(purchase, crashAt('before authorize').reached)).rejects.toThrow('crash');
  expect(await office.recover()).toBe(1);
  const beyond = await paymentsDirectly();
  await paymentsOfAnOrder(beyond).authorize(chargeFor(purchase, 5_000)); // it was under way when its sender was thought dead
  expect(await faults()).toEqual(['inDoubt 1']);
  expect(await office.recover()).toBe(1);
  expect(await faults()).toEqual([]);
});

it('issues no ticket when the money is given back just before it is captured, and may be tried again', async () => {
  const { office, sell, wish, faults, shown, capturedCents } = await open();
  const money = paymentsOfAnOrder(await paymentsDirectly());
  const purchase = wish(['A-1-01']);
  const lateVoid = async (point: string) => {
    if (point === 'before capture') await money.giveBack(purchase.orderId);
  };
  await expect(sell(purchase, lateVoid)).rejects.toMatchObject({ status: 503, retryable: true });
  expect([await shown('A-1-01'), await capturedCents(), await faults()]).toEqual(['AVAILABLE', 0, []]);
  expect(await office.recover()).toBe(0);
  expect(await sell(purchase)).toMatchObject({ status: 'CONFIRMED' });
  expect([await capturedCents(), await faults()]).toEqual([5_000, []]);
});
