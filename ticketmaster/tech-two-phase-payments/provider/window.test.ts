import { eventually } from '@ticketmaster/testing/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lists } from './lists.ts';
import { DAY_MS, openStandIn, type StandIn, visa } from './provider.fixture.ts';
import { openSettings } from './settings.ts';

let standIn: StandIn;
beforeEach(async () => {
  standIn = await openStandIn();
});
afterEach(() => standIn.close());

const WEEK_MS = 7 * DAY_MS;
const expired = ['authorized 5000', 'released 5000'];
const advance = (advanceMs: number) => standIn.control('clock', { advanceMs });

describe('an authorization that is seven days old', () => {
  it('is canceled by itself: who asks sees no other state, and it is told', async () => {
    const { id, latest_charge } = await standIn.held();
    await advance(WEEK_MS - 60_000);
    expect((await standIn.intent(id)).status).toBe('requires_capture');
    await advance(60_000);
    const ended = await standIn.intent(id);
    expect(ended).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic', amount_capturable: 0 });
    expect(ended.canceled_at! - ended.created).toBeGreaterThanOrEqual(WEEK_MS / 1_000);
    expect(await standIn.ledger(id)).toEqual(expired);
    const [event] = await standIn.events('charge.expired');
    expect(event).toMatchObject({
      data: { object: { id: latest_charge } },
      request: { id: null, idempotency_key: null },
    });
    expect(await standIn.events('payment_intent.canceled')).toHaveLength(1);
  });

  it('is canceled for a capture that comes too late, also where the sweep has not seen it', async () => {
    const { id } = await standIn.held();
    await advance(WEEK_MS);
    const answers = await Promise.all([1, 2, 3].map(() => standIn.at(id, 'capture')));
    for (const { status, body } of answers) {
      expect([status, body.error.code]).toEqual([400, 'payment_intent_unexpected_state']);
      expect(body.error.payment_intent).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' });
    }
    expect(await standIn.ledger(id)).toEqual(expired);
    expect(await standIn.events('charge.expired')).toHaveLength(1);
  });

  it('is seen as canceled in a list at once', async () => {
    const { id } = await standIn.held();
    await advance(WEEK_MS);
    const { body } = await standIn.get('/v1/payment_intents');
    expect(body.data).toMatchObject([{ id, status: 'canceled' }]);
  });

  it('is canceled by the sweep, though nobody asks', async () => {
    const { id } = await standIn.held();
    await advance(WEEK_MS);
    await eventually(async () => expect(await standIn.ledger(id)).toEqual(expired));
    expect((await standIn.intent(id)).status).toBe('canceled');
  });
});

it('sweeps only what is over, and each once', async () => {
  const { id } = await standIn.held();
  const later = await openSettings(standIn.db, () => Date.now() + WEEK_MS);
  const now = await openSettings(standIn.db);
  expect(await lists(standIn.db, now).expireAll()).toBe(0);
  expect(await lists(standIn.db, later).expireAll()).toBe(1);
  expect(await lists(standIn.db, later).expireAll()).toBe(0);
  expect(await standIn.ledger(id)).toEqual(expired);
});

it('leaves alone what is taken, canceled or being taken', async () => {
  const [taken, ended, slow] = [
    await standIn.taken(),
    await standIn.held(),
    await standIn.held({ 'metadata[fault]': 'capture:async' }),
  ];
  await standIn.at(ended.id, 'cancel');
  await standIn.at(slow.id, 'capture');
  const later = await openSettings(standIn.db, () => Date.now() + 2 * WEEK_MS);
  expect(await lists(standIn.db, later).expireAll()).toBe(0);
  await advance(2 * WEEK_MS);
  const statuses = await Promise.all([taken, ended, slow].map(async ({ id }) => (await standIn.intent(id)).status));
  expect(statuses).toEqual(['succeeded', 'canceled', 'processing']);
});

describe('a capture that is only received', () => {
  it('is processing, moves no money yet, and is paid once it settles', async () => {
    const { id } = await standIn.held({ 'metadata[fault]': 'capture:async' });
    const { status, body } = await standIn.at(id, 'capture', { amount_to_capture: 4_000 });
    expect([status, body.status, body.amount_received]).toEqual([200, 'processing', 0]);
    expect(await standIn.ledger(id)).toEqual(['authorized 5000']);
    expect(await standIn.events('payment_intent.processing')).toHaveLength(1);

    expect((await standIn.control('settle')).text).toBe('{"settled":1}');
    expect(await standIn.intent(id)).toMatchObject({ status: 'succeeded', amount_received: 4_000 });
    expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 4000', 'released 1000']);
    expect(await standIn.events('payment_intent.succeeded')).toHaveLength(1);
    expect((await standIn.control('settle')).text).toBe('{"settled":0}');
  });

  it('may fail when it settles: the money is let go, and the payment waits for another card', async () => {
    const { id } = await standIn.held({ 'metadata[fault]': 'capture:async_fails' });
    await standIn.at(id, 'capture');
    await standIn.control('settle');
    const failed = await standIn.intent(id);
    expect(failed).toMatchObject({ status: 'requires_payment_method', payment_method: null, amount_received: 0 });
    expect(failed.last_payment_error).toMatchObject({ code: 'processing_error' });
    expect(await standIn.ledger(id)).toEqual(expired);
    expect(await standIn.events('payment_intent.payment_failed')).toHaveLength(1);

    expect((await standIn.at(id, 'confirm', visa)).body.status).toBe('requires_capture');
    expect((await standIn.at(id, 'capture')).body.amount_received).toBe(5_000);
    expect(await standIn.ledger(id)).toEqual([...expired, 'authorized 5000', 'captured 5000']);
  });

  it('settles once, also where two ask for it at once, and after it was opened again', async () => {
    const { id } = await standIn.held({ 'metadata[fault]': 'capture:async' });
    await standIn.at(id, 'capture');
    const reopened = await standIn.again();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => reopened.control('settle')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await reopened.ledger(id)).toEqual(['authorized 5000', 'captured 5000']);
  });
});

describe('a provider that is down', () => {
  it('breaks every connection until it is over, and keeps its control port and its ledger open', async () => {
    const { id } = await standIn.held();
    expect((await standIn.control('down', { ms: 600_000 })).status).toBe(200);
    expect((await standIn.get(`/v1/payment_intents/${id}`)).status).toBe(0);
    expect((await standIn.at(id, 'capture')).status).toBe(0);
    expect(await standIn.ledger(id)).toEqual(['authorized 5000']);

    const reopened = await standIn.again();
    expect((await reopened.get(`/v1/payment_intents/${id}`)).status).toBe(0);
    await reopened.control('down', { ms: 0 });
    expect((await reopened.at(id, 'capture')).body.status).toBe('succeeded');
  });

  it('comes back by itself', async () => {
    const { id } = await standIn.held();
    await standIn.control('down', { ms: 100 });
    await eventually(async () => expect((await standIn.intent(id)).status).toBe('requires_capture'));
  });
});
