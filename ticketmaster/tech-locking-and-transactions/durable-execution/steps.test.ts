// The steps without the engine: each may be done twice, since an engine may not have written down that it was done.
import { env } from '@ticketmaster/common/env';
import { type Purchase, seatIdsFor } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { payments } from '@ticketmaster/locking-store/payments';
import { seatStore } from '@ticketmaster/locking-store/seats';
import { noAnswer, type PaymentProvider } from '@ticketmaster/payments/provider';
import type { Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StepName, stepsFor } from './steps.ts';

const schema = unique('durable_steps');
let db: Database;
beforeAll(async () => {
  db = await openDatabase(env.text('PG_URL'), schema, [seatTables, paymentTables]);
});
afterAll(async () => {
  await db.query(`drop schema ${schema} cascade`);
  await db.close();
});

async function scene(paymentToken = 'tok_ok', provider: PaymentProvider = payments(db)) {
  const eventId = unique('event');
  await seatStore(db).putOnSale(eventId, seatIdsFor(10), 5_000);
  const purchase: Purchase = {
    ...{ orderId: crypto.randomUUID(), eventId, userId: 'ada', seatIds: ['A-1-01', 'A-1-02'], paymentToken },
  };
  const steps = stepsFor(db, provider);
  return {
    once: (name: StepName) => steps.run(name, purchase, () => {}),
    twice: async (name: StepName, why = '') => {
      const ends = [await steps.run(name, purchase, () => {}, why), await steps.run(name, purchase, () => {}, why)];
      expect(ends[1]).toEqual(ends[0]);
      return ends[0];
    },
    audit: async () => (await seatStore(db).auditWith(payments(db), eventId))!,
    confirmed: () => steps.confirmed(purchase.orderId),
  };
}

it('sells once though each step is done twice', async () => {
  const { twice, audit, confirmed } = await scene();
  for (const step of ['reserve', 'authorize', 'capture', 'issue'] as const) expect(await twice(step)).toBeNull();
  expect(await audit()).toMatchObject({ sold: 2, tickets: 2, capturedCents: 10_000, soldTwice: 0, inDoubt: 0 });
  expect(await confirmed()).toMatchObject({ status: 'CONFIRMED', totalCents: 10_000 });
});

it('takes back once though each step is taken back twice', async () => {
  const { twice, audit } = await scene();
  for (const step of ['reserve', 'authorize', 'undo authorize', 'undo reserve'] as const)
    await twice(step, 'HOLD_OVER');
  expect(await audit()).toMatchObject({ sold: 0, tickets: 0, capturedCents: 0, inDoubt: 0 });
});

it('answers a refusal by a value: a throw would be the end', async () => {
  const poor = await scene('tok_declined');
  await poor.twice('reserve');
  expect(await poor.twice('authorize')).toEqual({ status: 'REFUSED', reason: 'PAYMENT_DECLINED' });
  const late = await scene();
  for (const step of ['reserve', 'authorize', 'undo authorize'] as const) await late.twice(step);
  expect(await late.twice('capture')).toEqual({ status: 'UNDONE', why: 'NOTHING_TO_CAPTURE' });
});

it('does not take a lost answer for a no: the same step, asked again, tells what was done', async () => {
  const provider = payments(db);
  let answersLost = 0;
  async function afterLosingOne<T>(answer: Promise<T>): Promise<T> {
    await answer;
    if (answersLost++ % 2 === 0) throw noAnswer('the provider');
    return answer;
  }
  const { once, audit } = await scene('tok_ok', {
    ...provider,
    authorize: (...asked) => afterLosingOne(provider.authorize(...asked)),
    capture: (...asked) => afterLosingOne(provider.capture(...asked)),
  });
  const ends = [];
  for (const step of ['reserve', 'authorize', 'authorize', 'capture', 'capture', 'issue'] as const)
    ends.push(await once(step));
  expect(ends).toEqual([null, 'UNKNOWN', null, 'UNKNOWN', null, null]);
  expect(await audit()).toMatchObject({ sold: 2, tickets: 2, capturedCents: 10_000, inDoubt: 0 });
});
