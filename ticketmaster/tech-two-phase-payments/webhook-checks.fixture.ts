import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Shop, wish } from './payments.fixture.ts';
import type { Phases } from './phases.ts';
import { webhookInbox } from './webhook-inbox.ts';

export const secret = 'whsec_of_the_test';

/** A webhook as the provider would send it. */
export function webhook(
  intentId: string,
  {
    at = Date.now(),
    by = secret,
    id = `evt_${crypto.randomUUID()}`,
    type = 'payment_intent.amount_capturable_updated',
  } = {},
) {
  const event = {
    id,
    object: 'event',
    api_version: '2020-08-27',
    type,
    data: { object: { id: intentId, object: 'payment_intent' } },
  };
  const body = Buffer.from(JSON.stringify({ ...event, created: Math.floor(at / 1_000), livemode: false }));
  const seconds = Math.floor(at / 1_000);
  const signature = createHmac('sha256', by).update(`${seconds}.${body}`).digest('hex');
  return { body, signature: `t=${seconds},v1=${signature}` };
}

/** An order whose card was asked and whose server died with the answer in hand: only a webhook knows. No completer runs. */
export async function authorizedUnheard(shop: Shop): Promise<{ orderId: string; intentId: string; eventId: string }> {
  const eventId = await shop.event();
  const orderId = crypto.randomUUID();
  const reached = (point: string) => {
    if (point === 'after confirm') throw new Error('killed');
  };
  const { sale } = shop.engine({ reached });
  await sale.place(orderId, wish(eventId), null);
  await sale.confirm(orderId, 'ada', 'one', 'pm_card_visa').catch(() => {});
  return { orderId, eventId, intentId: (await shop.order(orderId)).intentId! };
}

/**
 * An event whose work fails is not seen: it comes again, and has its effect then. And an event that comes ten times at once is seen once.
 * `changed` may put a bug into how an event is marked.
 */
export async function webhooksAreSeenWithTheirEffect(shop: Shop, changed: (parts: Phases) => Phases): Promise<void> {
  const first = await authorizedUnheard(shop);
  let failures = 1;
  const failing = shop.engine({
    reached(point) {
      if (point === 'commit event' && failures-- > 0) throw new Error('the database is away');
    },
  });
  const inboxOf = ({ phases, flow }: typeof failing) =>
    webhookInbox({ db: shop.db, provider: shop.provider, phases: changed(phases), flow, secret: () => secret });
  const inbox = inboxOf(failing);
  const one = webhook(first.intentId);
  await assert.rejects(inbox.receive(one.body, one.signature), /away/);
  await inbox.receive(one.body, one.signature);
  assert.equal((await shop.order(first.orderId)).status, 'CONFIRMED', 'the event was redelivered, and had no effect');

  const second = await authorizedUnheard(shop);
  const two = webhook(second.intentId);
  const sound = inboxOf(shop.engine());
  const news = await Promise.all(Array.from({ length: 10 }, () => sound.receive(two.body, two.signature)));
  assert.equal(news.filter(Boolean).length, 1, 'an event that comes ten times is seen once');
  assert.equal((await shop.order(second.orderId)).status, 'CONFIRMED');
  assert.deepEqual(await shop.findings(), []);
}
