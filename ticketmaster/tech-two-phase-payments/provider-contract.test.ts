// What the lesson needs of a provider, asked by the official client: of the stand-in always, of Stripe's test mode where a key is set.
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripeAt } from './client.ts';
import { openStandIn, type StandIn } from './payments.fixture.ts';

const realKey = process.env.STRIPE_SECRET_KEY ?? '';
const isReal = /^sk_test_\w{20,}$/.test(realKey);

let standIn: StandIn;
beforeAll(async () => {
  standIn = await openStandIn();
});
afterAll(() => standIn.close());

const providers: [string, () => Stripe, boolean][] = [
  ['the stand-in', () => stripeAt(standIn.url, 'sk_test_lab'), true],
  ["Stripe's test mode (needs STRIPE_SECRET_KEY=sk_test_…)", () => stripeAt(undefined, realKey), isReal],
];

describe.each(providers)('%s', (_name, connect, isThere) => {
  const test = isThere ? it : it.skip;
  const key = () => crypto.randomUUID();
  const intent = (more: Partial<Stripe.PaymentIntentCreateParams> = {}, options = {}) =>
    connect().paymentIntents.create(
      {
        ...{ amount: 10_000, currency: 'eur', capture_method: 'manual', metadata: { order_id: key() } },
        ...{ automatic_payment_methods: { enabled: true, allow_redirects: 'never' }, ...more },
      },
      options,
    );
  const held = async () => {
    const { id } = await intent();
    return connect().paymentIntents.confirm(id, { payment_method: 'pm_card_visa', expand: ['latest_charge'] });
  };
  const unexpected = { code: 'payment_intent_unexpected_state' };

  test('an intent moves no money, and is found by its id', async () => {
    const { id } = await intent();
    expect(await connect().paymentIntents.retrieve(id)).toMatchObject({
      ...{ status: 'requires_payment_method', amount: 10_000, amount_received: 0, amount_capturable: 0 },
      metadata: { order_id: expect.any(String) },
    });
  });

  test('a confirmation sets the money aside, until a time that it names', async () => {
    const { status, amount_capturable, latest_charge } = await held();
    expect([status, amount_capturable]).toEqual(['requires_capture', 10_000]);
    const before = (latest_charge as Stripe.Charge).payment_method_details?.card?.capture_before;
    expect(before! - Date.now() / 1_000).toBeGreaterThan(4 * 86_400);
  });

  test('a decline is an error that carries the intent, and another card may be tried', async () => {
    const { id } = await intent();
    const declined = connect().paymentIntents.confirm(id, { payment_method: 'pm_card_visa_chargeDeclined' });
    await expect(declined).rejects.toMatchObject({
      ...{ type: 'StripeCardError', decline_code: 'generic_decline' },
      payment_intent: { id, status: 'requires_payment_method' },
    });
    expect(await connect().paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'requires_capture',
    });
  });

  test('it is captured once, in part or whole; the second is told how it stands', async () => {
    const { id } = await held();
    expect(await connect().paymentIntents.capture(id, { amount_to_capture: 6_000 })).toMatchObject({
      status: 'succeeded',
      amount_received: 6_000,
    });
    await expect(connect().paymentIntents.capture(id)).rejects.toMatchObject({
      ...unexpected,
      payment_intent: { status: 'succeeded' },
    });
    await expect(connect().paymentIntents.cancel(id)).rejects.toMatchObject(unexpected);
  });

  test('what is cancelled cannot be captured or confirmed', async () => {
    const { id } = await held();
    expect(await connect().paymentIntents.cancel(id)).toMatchObject({ status: 'canceled' });
    await expect(connect().paymentIntents.capture(id)).rejects.toMatchObject({
      ...unexpected,
      payment_intent: { status: 'canceled' },
    });
  });

  test('refunds add up to what was captured, and to no more', async () => {
    const { id } = await held();
    await connect().paymentIntents.capture(id);
    await connect().refunds.create({ payment_intent: id, amount: 4_000 });
    await connect().refunds.create({ payment_intent: id });
    await expect(connect().refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const { latest_charge } = await connect().paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(latest_charge).toMatchObject({ amount_refunded: 10_000, refunded: true });
  });

  test('the same key is the same call; with other parameters it is refused', async () => {
    const [idempotencyKey, metadata] = [key(), { order_id: key() }];
    const [one, two] = [await intent({ metadata }, { idempotencyKey }), await intent({ metadata }, { idempotencyKey })];
    expect(two.id).toBe(one.id);
    await expect(intent({ metadata, amount: 9_000 }, { idempotencyKey })).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
  });

  test('a list has what was created since, with the latest charge', async () => {
    const { id } = await held();
    const created = { gte: Math.floor(Date.now() / 1_000) - 600 };
    const { data } = await connect().paymentIntents.list({ created, limit: 100, expand: ['data.latest_charge'] });
    expect(data.find(one => one.id === id)).toMatchObject({ latest_charge: { object: 'charge', amount_refunded: 0 } });
  });
});
