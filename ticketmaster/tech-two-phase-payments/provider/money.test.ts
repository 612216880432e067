import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStandIn, type Shown, type StandIn, visa } from './provider.fixture.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await openStandIn();
});
afterAll(() => standIn.close());

const unexpected = (status: string) => ({
  status: 400,
  body: { error: { code: 'payment_intent_unexpected_state', payment_intent: { status } } },
});

describe('capture', () => {
  it('takes all of it where no amount is named', async () => {
    const { id } = await standIn.held();
    const { body } = await standIn.at(id, 'capture');
    expect([body.status, body.amount_received, body.amount_capturable]).toEqual(['succeeded', 5_000, 0]);
    expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 5000']);
  });

  it('takes a part, and lets the rest go', async () => {
    const { id } = await standIn.held();
    const { body } = await standIn.at(id, 'capture', { amount_to_capture: 3_000 });
    expect([body.status, body.amount_received, body.amount]).toEqual(['succeeded', 3_000, 5_000]);
    expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 3000', 'released 2000']);
    expect((await standIn.get(`/v1/charges/${body.latest_charge}`)).body).toMatchObject({ amount_captured: 3_000 });
  });

  it('never takes more than was set aside', async () => {
    const { id } = await standIn.held();
    const { status, body } = await standIn.at(id, 'capture', { amount_to_capture: 5_001 });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'amount_too_large', 'amount_to_capture']);
    expect((await standIn.intent(id)).status).toBe('requires_capture');
    expect(await standIn.ledger(id)).toEqual(['authorized 5000']);
  });

  it('is refused twice, after a cancel, and before a confirm; the error carries the payment', async () => {
    const [taken, ended, fresh] = [await standIn.taken(), await standIn.held(), await standIn.created()];
    await standIn.at(ended.id, 'cancel');
    expect(await standIn.at(taken.id, 'capture')).toMatchObject(unexpected('succeeded'));
    expect(await standIn.at(ended.id, 'capture')).toMatchObject(unexpected('canceled'));
    expect(await standIn.at(fresh.id, 'capture')).toMatchObject(unexpected('requires_payment_method'));
    expect(await standIn.ledger(taken.id)).toEqual(['authorized 5000', 'captured 5000']);
    expect(await standIn.ledger(ended.id)).toEqual(['authorized 5000', 'released 5000']);
  });

  it('and cancel at once: one of them wins, and the ledger says which', async () => {
    for (let i = 0; i < 10; i++) {
      const { id } = await standIn.held();
      const answers = await Promise.all([standIn.at(id, 'capture'), standIn.at(id, 'cancel')]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
      const { status } = await standIn.intent(id);
      expect(await standIn.ledger(id)).toEqual([
        'authorized 5000',
        status === 'succeeded' ? 'captured 5000' : 'released 5000',
      ]);
    }
  });
});

describe('cancel', () => {
  const waiting = async () => {
    const { id } = await standIn.created();
    return (await standIn.at(id, 'confirm', { payment_method: 'pm_card_authenticationRequired' })).body;
  };
  it.each<[string, () => Promise<Shown>, string[]]>([
    ['requires_payment_method', () => standIn.created(), []],
    ['requires_action', waiting, []],
    ['requires_capture', () => standIn.held(), ['authorized 5000', 'released 5000']],
  ])('ends one that is %s, and lets go what was set aside', async (status, ready, movements) => {
    const before = await ready();
    expect(before.status).toBe(status);
    const { body } = await standIn.at(before.id, 'cancel', { cancellation_reason: 'abandoned' });
    expect([body.status, body.cancellation_reason, body.amount_capturable]).toEqual(['canceled', 'abandoned', 0]);
    expect(body.canceled_at).toBeGreaterThanOrEqual(body.created);
    expect(await standIn.ledger(before.id)).toEqual(movements);
    expect(await standIn.at(before.id, 'cancel')).toMatchObject(unexpected('canceled'));
  });

  it('is refused for one that is paid, or is being paid', async () => {
    const { id } = await standIn.taken();
    expect(await standIn.at(id, 'cancel')).toMatchObject(unexpected('succeeded'));
    const slow = await standIn.held({ 'metadata[fault]': 'capture:async' });
    await standIn.at(slow.id, 'capture');
    expect(await standIn.at(slow.id, 'cancel')).toMatchObject(unexpected('processing'));
  });
});

it('confirm is refused for one that is confirmed, paid or canceled', async () => {
  const [held, taken, ended] = [await standIn.held(), await standIn.taken(), await standIn.held()];
  await standIn.at(ended.id, 'cancel');
  expect(await standIn.at(held.id, 'confirm', visa)).toMatchObject(unexpected('requires_capture'));
  expect(await standIn.at(taken.id, 'confirm', visa)).toMatchObject(unexpected('succeeded'));
  expect(await standIn.at(ended.id, 'confirm', visa)).toMatchObject(unexpected('canceled'));
  expect(await standIn.ledger(held.id)).toEqual(['authorized 5000']);
});

describe('refund', () => {
  const refund = (payment_intent: string, more: Record<string, string | number> = {}) =>
    standIn.post('refunds', { payment_intent, ...more });

  it('gives back in parts, never more than is left, and then nothing', async () => {
    const { id, latest_charge } = await standIn.taken();
    const first = await refund(id, { amount: 1_500, reason: 'requested_by_customer' });
    expect(first.body).toMatchObject({ object: 'refund', amount: 1_500, status: 'succeeded', payment_intent: id });
    expect((await standIn.get(`/v1/refunds/${first.body.id}`)).body).toEqual(first.body);
    expect((await refund(id, { amount: 3_501 })).body.error).toMatchObject({
      code: 'amount_too_large',
      param: 'amount',
    });
    expect((await refund(id)).body.amount).toBe(3_500);
    const { status, body } = await refund(id);
    expect([status, body.error.code]).toEqual([400, 'charge_already_refunded']);
    expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 5000', 'refunded 1500', 'refunded 3500']);
    const charge = await standIn.get(`/v1/charges/${latest_charge}`);
    expect(charge.body).toMatchObject({ amount_refunded: 5_000, refunded: true });
  });

  it('gives back no more than the part that was taken', async () => {
    const { id } = await standIn.held();
    await standIn.at(id, 'capture', { amount_to_capture: 2_000 });
    expect((await refund(id, { amount: 2_001 })).body.error.code).toBe('amount_too_large');
    expect((await refund(id)).body.amount).toBe(2_000);
  });

  it('is refused for what was never taken, and for what nobody knows', async () => {
    const { id } = await standIn.held();
    expect(await refund(id)).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } });
    expect(await refund('pi_none')).toMatchObject({ status: 404, body: { error: { code: 'resource_missing' } } });
    expect(await standIn.ledger(id)).toEqual(['authorized 5000']);
  });

  it('ten times at once gives back no more than was taken', async () => {
    const { id } = await standIn.taken();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(id, { amount: 1_500 })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect((await standIn.ledger(id)).filter(line => line === 'refunded 1500')).toHaveLength(3);
  });
});
