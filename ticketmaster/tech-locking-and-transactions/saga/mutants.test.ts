// Bugs planted in this lesson's own code, each one that is easily written: a promise must catch it.
import { env } from '@ticketmaster/common/env';
import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { promises, type WayUnderTest } from '@ticketmaster/locking/promises';
import { openDatabase, paymentTables } from '@ticketmaster/locking-store/database';
import { chargeFor, payments } from '@ticketmaster/locking-store/payments';
import { priceOf } from '@ticketmaster/locking-store/seats';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import { expect, it } from 'vitest';
import { openSaga } from './open.ts';
import { sceneAt, survivesTwoCrashes } from './scene.fixture.ts';
import { stepsOfASale } from './steps-of-a-sale.ts';
import { withoutCompensation } from './ways.ts';

const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };
const schema = 'locking_saga_mutants'; // what they leave half done is theirs alone

const forgetsToCompensate = openSaga(urls, { schema, stepsOf: withoutCompensation });

const forgetsToRecover: OpenBoxOffice = async () => ({
  ...(await openSaga(urls, { schema })()),
  recover: async () => 0,
});

const takesTheMoneyFirst = openSaga(urls, {
  schema,
  stepsOf(purchase, here, money) {
    const steps = stepsOfASale(purchase, here, money);
    const [reserve, ...others] = steps.compensatable;
    const payAndReserve = async () => {
      await money.authorize(chargeFor(purchase, purchase.seatIds.length * (await priceOf(here, purchase.eventId))));
      await money.capture(purchase.orderId); // and nothing says yet that there is such an order
      await reserve.do();
    };
    return { ...steps, compensatable: [{ ...reserve, do: payAndReserve }, ...others] };
  },
});

const cannotVoidTwice = openSaga(urls, {
  schema,
  moneyOf(provider) {
    const money = paymentsOfAnOrder(provider);
    return {
      ...money,
      async giveBack(orderId) {
        const given = await money.giveBack(orderId);
        if (given === 0) throw new Error('there is nothing to give back');
        return given;
      },
    };
  },
});

const goesBackWithoutAsking = openSaga(urls, {
  schema,
  moneyOf: provider => ({
    ...paymentsOfAnOrder({ ...provider, refund: provider.void }),
    captured: async () => false,
  }),
});

/** As an `update … where status = 'AUTHORIZED'` whose row count nobody reads: it may have captured nothing. */
const capturesNothing = openSaga(urls, {
  schema,
  moneyOf: provider => ({
    ...paymentsOfAnOrder(provider),
    capture: async orderId => {
      await paymentsOfAnOrder(provider)
        .capture(orderId)
        .catch(() => {});
    },
  }),
});

type Check = (underTest: WayUnderTest) => Promise<unknown>;
const twoCrashes: Check = ({ open }) => survivesTwoCrashes(open, 'tok_ok');

const lateVoid: Check = async ({ open }) => {
  const office = await open();
  const paymentsDb = await openDatabase(urls.payments, schema, [paymentTables], 1);
  try {
    const { sell, wish, faults } = await sceneAt(office);
    const purchase = wish(['A-1-01']);
    await sell(purchase, async point => {
      if (point === 'before capture') await paymentsOfAnOrder(payments(paymentsDb)).giveBack(purchase.orderId);
    }).catch(() => {});
    expect(await faults()).toEqual([]);
  } finally {
    await Promise.all([office.close(), paymentsDb.close()]);
  }
};

it.each<[string, Check, OpenBoxOffice]>([
  ['does not free the seats of a declined card', promises.paidIffSold, forgetsToCompensate],
  ['recovers nothing', promises.survivesCrash, forgetsToRecover],
  ['captures before the reservation is written', promises.survivesCrash, takesTheMoneyFirst],
  ['captures for those who get no seat', promises.oneBuyer, takesTheMoneyFirst],
  ['cannot compensate what was compensated', twoCrashes, cannotVoidTwice],
  ['takes a capture that captured nothing for paid', lateVoid, capturesNothing],
  ['goes back without asking whether the money is taken', promises.survivesCrash, goesBackWithoutAsking],
])('catches a saga that %s', async (_what, check, open) => {
  await expect(check({ open, way: 'saga', stallMs: 300 })).rejects.toThrow();
});

it('finds nothing where no bug is planted', async () => {
  const open = openSaga(urls, { schema });
  for (const check of [promises.paidIffSold, promises.oneBuyer, promises.survivesCrash, lateVoid])
    await check({ open, way: 'saga', stallMs: 300 });
});
