// Bugs planted in this lesson's own code, each one that is easily written: a promise must catch it.
import { env } from '@ticketmaster/common/env';
import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { promises, type WayUnderTest } from '@ticketmaster/locking/promises';
import { payments } from '@ticketmaster/locking-store/payments';
import { priceOf } from '@ticketmaster/locking-store/seats';
import { expect, it } from 'vitest';
import { openSaga } from './open.ts';
import { survivesTwoCrashes } from './scene.fixture.ts';
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
      await money.authorize(purchase, purchase.seatIds.length * (await priceOf(here, purchase.eventId)));
      await money.capture(purchase.orderId); // and nothing says yet that there is such an order
      await reserve.do();
    };
    return { ...steps, compensatable: [{ ...reserve, do: payAndReserve }, ...others] };
  },
});

const cannotVoidTwice = openSaga(urls, {
  schema,
  paymentsOf(db) {
    const money = payments(db);
    return {
      ...money,
      async void(orderId) {
        const voided = await money.void(orderId);
        if (voided.rowCount === 0) throw new Error('there is nothing to void');
        return voided;
      },
    };
  },
});

const goesBackWithoutAsking = openSaga(urls, {
  schema,
  paymentsOf: db => ({ ...payments(db), statusOf: async () => 'AUTHORIZED', refund: payments(db).void }),
});

type Check = (underTest: WayUnderTest) => Promise<unknown>;
const twoCrashes: Check = ({ open }) => survivesTwoCrashes(open, 'tok_ok');

it.each<[string, Check, OpenBoxOffice]>([
  ['does not free the seats of a declined card', promises.paidIffSold, forgetsToCompensate],
  ['recovers nothing', promises.survivesCrash, forgetsToRecover],
  ['captures before the reservation is written', promises.survivesCrash, takesTheMoneyFirst],
  ['captures for those who get no seat', promises.oneBuyer, takesTheMoneyFirst],
  ['cannot compensate what was compensated', twoCrashes, cannotVoidTwice],
  ['goes back without asking whether the money is taken', promises.survivesCrash, goesBackWithoutAsking],
])('catches a saga that %s', async (_what, check, open) => {
  await expect(check({ open, way: 'saga', stallMs: 300 })).rejects.toThrow();
});

it('finds nothing where no bug is planted', async () => {
  const open = openSaga(urls, { schema });
  for (const check of [promises.paidIffSold, promises.oneBuyer, promises.survivesCrash])
    await check({ open, way: 'saga', stallMs: 300 });
});
