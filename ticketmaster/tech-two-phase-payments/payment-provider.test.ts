// The lab's port for money, at a provider across the network: the same promises as in a table, also on a bad day.

import { env } from '@ticketmaster/common/env';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import { type Promised, promises } from '@ticketmaster/payments/promises';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Unknown } from './client.ts';
import { providerPayments, providerTables } from './payment-provider.ts';
import { openStandIn, type StandIn } from './payments.fixture.ts';

const schema = unique('payment_port');
let standIn: StandIn;
let db: Database;
beforeAll(async () => {
  standIn = await openStandIn();
  db = connectToPostgres(env.text('PG_URL'), { schema });
  await migrate(db, schema, { once: [providerTables] });
});
afterAll(async () => {
  await db.query(`drop schema ${schema} cascade`);
  await db.close();
  await standIn.close();
});

const names = Object.keys(promises) as Promised[];

describe('payments at a provider', () => {
  it.each(names)('%s', promised => promises[promised](providerPayments(db, standIn.client({ retries: 2 }))));
});

describe('payments at a provider that loses every tenth call, its answer or its mind', () => {
  beforeAll(() => standIn.control('faults', { seed: 7, rate: 0.1 }));
  afterAll(() => standIn.control('faults', { rate: 0 }));
  it.each(names)('%s', promised => promises[promised](providerPayments(db, standIn.client({ retries: 2 }))));
});

it('says that nobody knows, and later finds out', async () => {
  const money = providerPayments(db, standIn.client());
  const charge = { orderId: crypto.randomUUID(), eventId: 'E1', cents: 5_000, currency: 'EUR', paymentToken: 'tok_ok' };
  await standIn.control('faults', { seed: 1, rate: 1, kinds: ['answer_lost'] });
  await expect(money.authorize('one', charge)).rejects.toMatchObject({ happened: 'unknown', retryable: true });
  await standIn.control('faults', { rate: 0 });
  const payment = await money.authorize('one', charge);
  expect(payment).toMatchObject({ status: 'AUTHORIZED' });
  expect(await money.find(charge.orderId)).toEqual([payment]);
});

it.each([
  ['goes on with', false],
  ['ends for good', true],
])('%s a payment that was begun when a process died, before the card was asked', async (_what, ends) => {
  const client = standIn.client();
  const dies = { ...client, confirm: () => Promise.reject(new Error('killed')) };
  const charge = { orderId: crypto.randomUUID(), eventId: 'E1', cents: 5_000, currency: 'EUR', paymentToken: 'tok_ok' };
  await expect(paymentsOfAnOrder(providerPayments(db, dies)).authorize(charge)).rejects.toThrow('killed');
  const provider = providerPayments(db, client);
  const money = paymentsOfAnOrder(provider);
  const statuses = async () => (await provider.find(charge.orderId)).map(({ status }) => status);
  expect(await statuses()).toEqual(['OPEN']);
  if (ends) expect(await money.giveBack(charge.orderId)).toBe(1);
  expect(await money.authorize(charge)).toBe(true);
  expect(await statuses()).toEqual(ends ? ['VOIDED', 'AUTHORIZED'] : ['AUTHORIZED']);
});

it('keeps the intent that was written down first, though two calls at once were given one each', async () => {
  const client = standIn.client();
  const both = Promise.withResolvers<void>();
  let lost = false;
  let made = 0;
  const create: typeof client.create = async (key, charge) => {
    const intent = await client.create(key, charge);
    if (!lost) {
      lost = true;
      throw new Unknown('answered 500', true); // it was made, and the next has another number
    }
    if (++made === 2) both.resolve();
    await both.promise;
    return intent;
  };
  const money = providerPayments(db, { ...client, create });
  const charge = { orderId: crypto.randomUUID(), eventId: 'E1', cents: 5_000, currency: 'EUR', paymentToken: 'tok_ok' };
  const [one, other] = await Promise.all([money.authorize('two', charge), money.authorize('two', charge)]);
  expect(one).toEqual(other);
  expect(await money.find(charge.orderId)).toEqual([one]);
});
