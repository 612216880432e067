import { env } from '@ticketmaster/common/env';
import type { Purchase } from '@ticketmaster/locking/box-office';
import { unique } from '@ticketmaster/testing/eventually';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase, seatTables } from './database.ts';
import { claimOrder, confirmOrder, declineOrder, seatStore } from './seats.ts';

const HOUR_MS = 3_600_000;

it('forgets an order that was declined a day ago, so that its key is free again, and no other', async () => {
  const db = await openDatabase(env.text('PG_URL'), 'locking_store_seats', [seatTables]);
  onTestFinished(() => db.close());
  const store = seatStore(db);
  const eventId = unique('event');
  await store.putOnSale(eventId, ['A-1-01', 'A-1-02'], 5_000);
  async function order(end: (purchase: Purchase) => Promise<unknown>, hoursAgo: number): Promise<Purchase> {
    const who = { orderId: crypto.randomUUID(), userId: 'ada', paymentToken: 'tok_ok' };
    const purchase = { ...who, eventId, seatIds: ['A-1-01'] };
    expect(await claimOrder(db, purchase)).toBeUndefined();
    await end(purchase);
    const then = new Date(Date.now() - hoursAgo * HOUR_MS);
    await db.query('update orders set created_at = $2 where order_id = $1', [purchase.orderId, then]);
    return purchase;
  }
  const decline = ({ orderId }: Purchase) => declineOrder(db, orderId);
  const old = await order(decline, 25);
  const recent = await order(decline, 23);
  const sold = await order(purchase => confirmOrder(db, purchase, ['A-1-01'], 5_000), 25);
  const atWork = await order(async () => {}, 25);

  expect(await store.forget(new Date(Date.now() - 24 * HOUR_MS))).toBeGreaterThanOrEqual(1);
  expect(await claimOrder(db, old)).toBeUndefined();
  expect(await claimOrder(db, recent)).toMatchObject({ reason: 'PAYMENT_DECLINED' });
  expect(await claimOrder(db, sold)).toMatchObject({ status: 'CONFIRMED' });
  expect(await claimOrder(db, atWork)).toBe('PENDING');
});
