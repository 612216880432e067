// Five bugs that are easily written, and what catches each. The sound one passes the same check, so a check that fails tells of the bug.
import { describe, expect, it } from 'vitest';
import { type ProviderClient, Unknown } from './client.ts';
import { openShop, openStandIn, type Shop, type StandIn, wish } from './payments.fixture.ts';
import type { PaymentsParts } from './payments.ts';
import { lieIn, runAtRandom, settleAll } from './random.fixture.ts';
import { webhooksAreSeenWithTheirEffect } from './webhook-checks.fixture.ts';

async function inShop<T>(work: (shop: Shop, standIn: StandIn) => Promise<T>): Promise<T> {
  const standIn = await openStandIn();
  const shop = await openShop(standIn);
  try {
    return await work(shop, standIn);
  } finally {
    await shop.close();
    await standIn.close();
  }
}

/** A rush whose provider fails three calls in ten, with this client instead. Answers what the audit and the buyers have to say. */
const rush = (client: (sound: ProviderClient) => ProviderClient) =>
  inShop(async (shop, standIn) => {
    const bad = {
      ...shop,
      engine: (parts: Partial<PaymentsParts> = {}) => shop.engine({ ...parts, provider: client(shop.provider) }),
    };
    const { lies } = await runAtRandom(bad, standIn, {
      seed: 11,
      orders: 120,
      atOnce: 16,
      faults: 0.3,
      deaths: 0.1,
      crowd: 3,
    });
    await settleAll(bad, standIn);
    return [...lies, ...(await shop.findings())];
  });

/** Tickets go back one by one, and each time the answer is lost. */
const refunds = (client: (sound: ProviderClient) => ProviderClient) =>
  inShop(async shop => {
    const { sale, completer } = shop.engine({ provider: client(shop.provider) });
    const eventId = await shop.event();
    const orderId = crypto.randomUUID();
    await sale.place(orderId, wish(eventId, 3), 'refund:answer_lost*2');
    await sale.confirm(orderId, 'ada', 'one', 'pm_card_visa');
    await sale.refund(orderId, 'ada', ['A-1-01']).catch(() => {});
    await completer.round();
    return shop.findings();
  });

/** A seat is lost a moment before the card is asked. */
const lostSeat = (client: (sound: ProviderClient) => ProviderClient) =>
  inShop(async shop => {
    const eventId = await shop.event();
    const take = 'update seat_inventory set order_id = $2, reserved_until = null where event_id = $1 and seat_id = $3';
    const reached = async (point: string) => {
      if (point === 'before confirm') await shop.db.query(take, [eventId, crypto.randomUUID(), 'A-1-01']);
    };
    const { sale, completer } = shop.engine({ provider: client(shop.provider), reached });
    const orderId = crypto.randomUUID();
    await sale.place(orderId, wish(eventId), null);
    await sale.confirm(orderId, 'ada', 'one', 'pm_card_visa');
    await completer.round();
    return shop.findings();
  });

/** The answer of the card is lost, and the buyer is told something. */
const lostAnswer = (client: (sound: ProviderClient) => ProviderClient) =>
  inShop(async (shop, standIn) => {
    const { sale } = shop.engine({ provider: client(shop.provider), tries: 1 });
    const orderId = crypto.randomUUID();
    await sale.place(orderId, wish(await shop.event()), 'confirm:answer_lost*2');
    return (await lieIn(standIn, await sale.confirm(orderId, 'ada', 'one', 'pm_card_visa'))) ?? 'not decided';
  });

const sound = (client: ProviderClient) => client;

/** Every intent is captured as soon as the card has said yes. */
const capturesBeforeIssue = (client: ProviderClient): ProviderClient => ({
  ...client,
  async confirm(key, intentId, method) {
    const answer = await client.confirm(key, intentId, method);
    if (answer.intent.status !== 'requires_capture') return answer;
    return client.capture(`${key}:at once`, intentId, answer.intent.amount);
  },
});

/** What is not known is tried again, as if it were another request. */
const newKeyOnRetry = (client: ProviderClient): ProviderClient => ({
  ...client,
  refund: (key, ...rest) =>
    client.refund(key, ...rest).catch(error => {
      if (!(error instanceof Unknown)) throw error;
      return client.refund(`${key}:${crypto.randomUUID()}`, ...rest);
    }),
});

/** No answer is taken for a no. */
const timeoutIsFailure = (client: ProviderClient): ProviderClient => ({
  ...client,
  confirm: (key, intentId, method) =>
    client.confirm(key, intentId, method).catch(error => {
      if (!(error instanceof Unknown)) throw error;
      const intent = {
        id: intentId,
        orderId: undefined,
        status: 'requires_payment_method',
        amount: 0,
        received: 0,
        refunded: 0,
      };
      return { intent: { ...intent, createdAt: new Date() }, declined: 'timeout' };
    }),
});

describe('the audit', () => {
  it('has nothing to say of the sound one', async () => {
    expect(await rush(sound)).toEqual([]);
    expect(await refunds(sound)).toEqual([]);
    expect(await lostSeat(sound)).toEqual([]);
    expect(await lostAnswer(sound)).toBe('not decided');
  });

  it('catches one that captures before the tickets are issued', async () => {
    expect((await lostSeat(capturesBeforeIssue)).join()).toContain('before any ticket was issued');
  });

  it('catches one that takes a new key for a retry', async () => {
    expect((await refunds(newKeyOnRetry)).join()).toContain('I2 valid tickets of 10000 cents for 5000 kept');
  });

  it('catches one that takes a time-out for a failure', async () => {
    expect(await lostAnswer(timeoutIsFailure)).toContain('I11 told RESERVED');
  });

  it('catches one without a completer', async () => {
    const findings = await inShop(async (shop, standIn) => {
      const idle = { round: async () => ({ seen: 0, undecided: 0 }), every: () => async () => {} };
      const changed = (parts: ReturnType<Shop['engine']>) => ({
        ...parts,
        completer: idle,
        reconciliation: { run: async () => [] },
      });
      await runAtRandom(shop, standIn, { seed: 12, orders: 60, atOnce: 16, faults: 0.3, deaths: 0.5 });
      await settleAll(shop, standIn, changed);
      return shop.findings();
    });
    expect(findings.join()).toContain('I4 it has not ended');
  });
});

describe('the check of webhooks', () => {
  it('passes the sound one', () => inShop(shop => webhooksAreSeenWithTheirEffect(shop, parts => parts)));

  it('catches one that marks an event before its effect', async () => {
    const failing = inShop(shop =>
      webhooksAreSeenWithTheirEffect(shop, parts => ({
        ...parts,
        async told(eventId, orderId, intent) {
          const { rowCount } = await shop.db.query(
            'insert into webhook_inbox (event_id) values ($1) on conflict do nothing',
            [eventId],
          );
          if (!rowCount) return false;
          return parts.told(`${eventId} of its own`, orderId, intent);
        },
      })),
    );
    await expect(failing).rejects.toThrow('redelivered');
  });

  it('catches one that marks an event in a transaction after its effect, where its effect is counted', async () => {
    const failing = inShop(shop =>
      webhooksAreSeenWithTheirEffect(shop, parts => ({
        ...parts,
        told: (eventId, orderId, intent) => parts.told(`${eventId} ${crypto.randomUUID()}`, orderId, intent),
      })),
    );
    await expect(failing).rejects.toThrow('seen once');
  });
});
