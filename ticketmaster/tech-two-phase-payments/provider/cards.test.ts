import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStandIn, type StandIn, visa } from './provider.fixture.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await openStandIn();
  await standIn.control('slow', { ms: 150 });
});
afterAll(() => standIn.close());

it.each(['pm_card_visa', 'pm_card_mastercard'])('%s: the money is set aside', async payment_method => {
  const { id } = await standIn.created();
  const { status, body } = await standIn.at(id, 'confirm', { payment_method });
  expect([status, body.status, body.amount_capturable, body.amount_received]).toEqual([
    200,
    'requires_capture',
    5_000,
    0,
  ]);
  expect(body).toMatchObject({
    payment_method,
    last_payment_error: null,
    latest_charge: expect.stringMatching(/^ch_/),
  });
  expect(await standIn.ledger(id)).toEqual(['authorized 5000']);
});

it('takes the money at once where it is not captured by hand', async () => {
  const { id } = await standIn.created({ capture_method: 'automatic' });
  const { body } = await standIn.at(id, 'confirm', visa);
  expect([body.status, body.amount_capturable, body.amount_received]).toEqual(['succeeded', 0, 5_000]);
  expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 5000']);
});

describe.each([
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
])('%s', (payment_method, code, decline_code) => {
  it('is declined: the error says why and carries the payment, which waits for another card', async () => {
    const { id } = await standIn.created();
    const { status, body } = await standIn.at(id, 'confirm', { payment_method });
    expect([status, body.error.type, body.error.code, body.error.decline_code]).toEqual([
      402,
      'card_error',
      code,
      decline_code,
    ]);
    const left = await standIn.intent(id);
    expect(body.error.payment_intent).toEqual(left);
    expect(left).toMatchObject({ status: 'requires_payment_method', payment_method: null, amount_capturable: 0 });
    expect([left.last_payment_error?.code, left.last_payment_error?.decline_code]).toEqual([code, decline_code]);
    expect(await standIn.ledger(id)).toEqual([]);
  });
});

it('takes another card after one was declined, and forgets the error', async () => {
  const { id } = await standIn.created();
  await standIn.at(id, 'confirm', { payment_method: 'pm_card_visa_chargeDeclined' });
  const { body } = await standIn.at(id, 'confirm', visa);
  expect([body.status, body.last_payment_error]).toEqual(['requires_capture', null]);
});

describe('a card whose bank asks the buyer', () => {
  const asking = { payment_method: 'pm_card_authenticationRequired' };

  it('waits for the buyer, who does what the bank asks', async () => {
    const { id } = await standIn.created();
    const { status, body } = await standIn.at(id, 'confirm', asking);
    expect([status, body.status, body.next_action]).toMatchObject([200, 'requires_action', { type: 'use_stripe_sdk' }]);
    expect(await standIn.ledger(id)).toEqual([]);
    expect((await standIn.control('action', { payment_intent: id })).status).toBe(200);
    const after = await standIn.intent(id);
    expect([after.status, after.next_action]).toEqual(['requires_capture', null]);
    expect(await standIn.ledger(id)).toEqual(['authorized 5000']);
  });

  it('has nothing to do twice, nor for a payment that does not wait', async () => {
    const { id } = await standIn.created();
    await standIn.at(id, 'confirm', asking);
    await standIn.control('action', { payment_intent: id });
    expect((await standIn.control('action', { payment_intent: id })).status).toBe(400);
    expect((await standIn.control('action', { payment_intent: 'pi_none' })).status).toBe(404);
    expect(await standIn.ledger(id)).toEqual(['authorized 5000']);
  });

  it('cannot be confirmed again or captured while it waits', async () => {
    const { id } = await standIn.created();
    await standIn.at(id, 'confirm', asking);
    for (const [verb, form] of [
      ['confirm', visa],
      ['capture', {}],
    ] as const) {
      const { status, body } = await standIn.at(id, verb, form);
      expect([status, body.error.code]).toEqual([400, 'payment_intent_unexpected_state']);
    }
  });
});

it('pm_card_slow: the money is set aside, later', async () => {
  const { id } = await standIn.created();
  const started = performance.now();
  const confirming = standIn.at(id, 'confirm', { payment_method: 'pm_card_slow' });
  expect((await standIn.intent(id)).status).toBe('requires_payment_method');
  expect((await confirming).body.status).toBe('requires_capture');
  expect(performance.now() - started).toBeGreaterThan(140);
});

it('knows no other card', async () => {
  const { id } = await standIn.created();
  for (const payment_method of ['pm_card_none', 'toString', '__proto__']) {
    const { status, body } = await standIn.at(id, 'confirm', { payment_method });
    expect([status, body.error.code, body.error.param]).toEqual([404, 'resource_missing', 'payment_method']);
  }
  expect((await standIn.intent(id)).status).toBe('requires_payment_method');
});
