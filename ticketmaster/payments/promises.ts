import assert from 'node:assert/strict';
import { unique } from '@ticketmaster/testing/eventually';
import type { Charge, Payment, PaymentProvider } from './provider.ts';

const charge = (more: Partial<Charge> = {}): Charge => ({
  ...{ orderId: crypto.randomUUID(), eventId: unique('event'), cents: 5_000, currency: 'EUR', paymentToken: 'tok_ok' },
  ...more,
});
const key = () => unique('key');
const nothingHappened = { happened: 'no' };

async function authorized(money: PaymentProvider, wish = charge()): Promise<Payment> {
  const payment = await money.authorize(key(), wish);
  assert.equal(payment.status, 'AUTHORIZED');
  return payment;
}

async function statusOf(money: PaymentProvider, { orderId, paymentId }: Payment): Promise<string | undefined> {
  return (await money.find(orderId)).find(payment => payment.paymentId === paymentId)?.status;
}

/** The promises of provider.ts, executable. Each uses orders of its own. */
export const promises = {
  async oncePerKey(money: PaymentProvider) {
    const [one, wish] = [key(), charge()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => money.authorize(one, wish)));
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.deepEqual(await money.find(wish.orderId), [answers[0]]);
    for (const other of [{ cents: 6_000 }, { paymentToken: 'tok_other' }, { orderId: crypto.randomUUID() }])
      await assert.rejects(money.authorize(one, { ...wish, ...other }), nothingHappened);
    assert.deepEqual(await money.find(wish.orderId), [answers[0]]);
    const declined = charge({ paymentToken: 'tok_declined' });
    const no = key();
    assert.deepEqual(await money.authorize(no, declined), await money.authorize(no, declined));
  },

  async ownPayments(money: PaymentProvider) {
    const wish = charge();
    const first = await authorized(money, wish);
    const second = await authorized(money, wish);
    assert.notEqual(first.paymentId, second.paymentId);
    await money.void(key(), first.paymentId);
    assert.equal((await money.capture(key(), second.paymentId)).status, 'CAPTURED');
    assert.equal(await statusOf(money, first), 'VOIDED');
    await assert.rejects(money.refund(key(), first.paymentId), nothingHappened);
    assert.equal(await statusOf(money, second), 'CAPTURED');
  },

  async provesCapture(money: PaymentProvider) {
    const payment = await authorized(money);
    assert.equal((await money.capture(key(), payment.paymentId)).status, 'CAPTURED');
    assert.equal(await statusOf(money, payment), 'CAPTURED');
    const voided = await authorized(money);
    await money.void(key(), voided.paymentId);
    const refunded = await authorized(money);
    await money.capture(key(), refunded.paymentId);
    await money.refund(key(), refunded.paymentId);
    const declined = await money.authorize(key(), charge({ paymentToken: 'tok_declined' }));
    for (const { paymentId } of [voided, refunded, declined, { paymentId: crypto.randomUUID() }])
      await assert.rejects(money.capture(key(), paymentId), nothingHappened);
  },

  async takesOnce(money: PaymentProvider) {
    for (const first of [0, 1]) {
      const payment = await authorized(money);
      const { paymentId } = payment;
      const ends = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          (n + first) % 2 ? money.capture(key(), paymentId) : money.void(key(), paymentId),
        ),
      );
      const done = ends.flatMap(end => (end.status === 'fulfilled' ? [end.value.status] : []));
      assert.deepEqual([...new Set(done)], [await statusOf(money, payment)]); // all were told the same
      assert.equal(done.length, 10);
    }
  },

  async endsForGood(money: PaymentProvider) {
    const voided = await authorized(money);
    assert.equal((await money.void(key(), voided.paymentId)).status, 'VOIDED');
    const refunded = await authorized(money);
    await money.capture(key(), refunded.paymentId);
    assert.equal((await money.refund(key(), refunded.paymentId)).status, 'REFUNDED');
    await assert.rejects(money.void(key(), refunded.paymentId), nothingHappened);
    await assert.rejects(money.refund(key(), voided.paymentId), nothingHappened);
    assert.equal((await money.void(key(), voided.paymentId)).status, 'VOIDED'); // again is no mistake
    assert.equal((await money.refund(key(), refunded.paymentId)).status, 'REFUNDED');
  },

  async findable(money: PaymentProvider) {
    const wish = charge();
    assert.deepEqual(await money.find(wish.orderId), []);
    const first = await money.authorize(key(), { ...wish, paymentToken: 'tok_declined' });
    const second = await authorized(money, wish);
    assert.deepEqual(await money.find(wish.orderId), [first, second]);
    const { paymentToken: _, ...kept } = wish;
    assert.deepEqual(second, { ...kept, paymentId: second.paymentId, status: 'AUTHORIZED' });
  },
};

export type Promised = keyof typeof promises;
