import { env } from '@ticketmaster/common/env';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import { type Promised, promises } from '@ticketmaster/payments/promises';
import type { Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, paymentTables } from './database.ts';
import { chargeFor, payments } from './payments.ts';

const schema = unique('locking_payments');
let db: Database;
beforeAll(async () => {
  db = await openDatabase(env.text('PG_URL'), schema, [paymentTables]);
});
afterAll(async () => {
  await db.query(`drop schema ${schema} cascade`);
  await db.close();
});

describe('payments in PostgreSQL', () => {
  it.each(Object.keys(promises) as Promised[])('%s', promised => promises[promised](payments(db)));

  it('refuse a capture whose row is no longer set aside: an update of no row is no capture', async () => {
    const wish = { orderId: crypto.randomUUID(), eventId: 'E', paymentToken: 'tok_ok' };
    const money = paymentsOfAnOrder(payments(db));
    await money.authorize(chargeFor(wish, 5_000));
    const [payment] = await payments(db).find(wish.orderId);
    await db.query(`update payment set status = 'VOIDED' where order_id = $1`, [wish.orderId]);
    await expect(payments(db).capture('c', payment!.paymentId)).rejects.toMatchObject({ happened: 'no', status: 409 });
    expect(await payments(db).captures('E')).toEqual([]);
  });

  it('are written in the transaction of the caller, and gone with it', async () => {
    const wish = { orderId: crypto.randomUUID(), eventId: 'E', paymentToken: 'tok_ok' };
    const rolledBack = db.transaction(async tx => {
      const { paymentId } = await payments(tx).authorize(wish.orderId, chargeFor(wish, 5_000));
      await payments(tx).capture('c', paymentId);
      throw new Error('no seat');
    });
    await expect(rolledBack).rejects.toThrow('no seat');
    expect(await payments(db).find(wish.orderId)).toEqual([]);
  });
});
