// Every point at which a sale can be hit: each call to the provider in each phase, each transaction of ours before and after its commit.
import type { ProviderClient } from './client.ts';
import type { OrderStatus } from './order-states.ts';
import { Died, type Shop, type StandIn, wish } from './payments.fixture.ts';
import type { TwoPhasePayments } from './payments.ts';

export const calls = ['create', 'confirm', 'capture', 'cancel', 'refund'] as const;
export type Call = (typeof calls)[number];

export interface Hit {
  /** `metadata[fault]` of the order. */
  fault?: string;
  /** Throws, or does, something at a point of the first server. */
  at?: { point: string; happens(here: Around): unknown };
  webhooks?: object;
  /** Somebody captures on the provider's pages what we would not: no finding of ours. */
  byHand?: RegExp;
}

export interface Around {
  shop: Shop;
  standIn: StandIn;
  orderId: string;
  eventId: string;
  intentId(): Promise<string>;
  client: ProviderClient;
}

const dies = () => {
  throw new Died('kill -9');
};

/** Brings an order to each of the calls. The first five are what the buyer does; the last is what the engine does then. */
export const ways: Record<Call, { lost?: true; returns?: true }> = {
  create: {},
  confirm: {},
  capture: {},
  cancel: { lost: true },
  refund: { returns: true },
};

/** What may hit a call, by phase (payments.md: a to i). `ends`: where the order must be after a restart and one round of the completer. */
export function hitsOf(call: Call): Record<string, Hit & { ends?: OrderStatus[] }> {
  const done: OrderStatus[] = {
    create: ['RESERVED'],
    confirm: ['CONFIRMED'],
    capture: ['CONFIRMED'],
    cancel: ['CANCELLED'],
    refund: ['REFUNDED'],
  }[call] as OrderStatus[];
  const definite: Record<Call, Hit & { ends: OrderStatus[] }> = {
    create: { fault: undefined as never, ends: ['PAYMENT_FAILED'] },
    confirm: { ends: ['RESERVED'] },
    capture: {
      at: {
        point: 'before capture',
        happens: ({ standIn }) => standIn.control('clock', { advanceMs: 8 * 86_400_000 }),
      },
      ends: ['PAYMENT_FAILED'],
    },
    cancel: {
      byHand: /before any ticket/,
      at: {
        point: 'before cancel',
        happens: async ({ client, intentId }) => client.capture('by hand', await intentId(), 10_000),
      },
      ends: ['REFUNDED'],
    },
    refund: {
      at: {
        point: 'before refund',
        happens: async ({ client, intentId }) => client.refund('by hand', await intentId(), 10_000),
      },
      ends: ['REFUNDED'],
    },
  };
  const again = async ({ shop, orderId }: Around) => {
    await shop
      .engine()
      .flow.advance(orderId)
      .catch(() => {}); // a second worker, at the same instant
  };
  return {
    'a dies before it sends': { at: { point: `before ${call}`, happens: dies }, ends: done },
    'b the request is lost': { fault: `${call}:request_lost*2`, ends: done },
    'c done, the answer is lost': { fault: `${call}:answer_lost`, ends: done },
    'c done, half of the answer comes': { fault: `${call}:half_answer`, ends: done },
    'c done, later than we wait': { fault: `${call}:slow`, ends: done },
    'd dies with the answer in hand': { at: { point: `after ${call}`, happens: dies }, ends: done },
    'e dies when it is stored': { at: { point: `stored ${call}`, happens: dies }, ends: done },
    'f a second worker at the same time': { at: { point: `before ${call}`, happens: again }, ends: done },
    'g the webhook comes before the answer': { webhooks: { beforeAnswer: true }, ends: done },
    'g no webhook ever comes': { webhooks: { off: true }, ends: done },
    'g webhooks come twice, in no order': { webhooks: { duplicate: true, reorder: true }, ends: done },
    'h 409': { fault: `${call}:in_flight`, ends: done },
    'h 429': { fault: `${call}:rate_limited`, ends: done },
    'h 500, not done, and kept so': { fault: `${call}:error_not_done`, ends: done },
    'h 500, though done, and kept so': { fault: `${call}:error_done`, ends: done },
    'h 503': { fault: `${call}:unavailable*2`, ends: done },
    'i refused for good': definite[call],
  };
}

/** Transactions of ours, by the name of their phase; each before its commit, with a commit whose answer is lost, and after it. */
export const commits = ['order', 'created', 'AUTHORIZED', 'issue', 'CONFIRMED'] as const;

export function hitsOfCommit(name: string): Record<string, Hit> {
  const lost = () => {
    throw Object.assign(new Died('the connection broke'), { status: 503 });
  };
  return {
    'before its commit': { at: { point: `commit ${name}`, happens: dies } },
    'its commit is done, and nobody is told': { at: { point: `committed ${name}`, happens: lost } },
    'after its commit': {
      at: {
        point: name === 'order' ? 'before create' : `stored ${name === 'created' ? 'create' : name}`,
        happens: dies,
      },
    },
  };
}

/** A buyer's whole visit by one server that is hit once. What goes wrong for the buyer is no matter here. */
export async function visit(
  shop: Shop,
  standIn: StandIn,
  call: Call,
  hit: Hit,
  engine: (reached: (point: string) => Promise<void>) => TwoPhasePayments,
) {
  const { lost, returns } = ways[call];
  const refusedForGood = hit.at === undefined && hit.fault === undefined && hit.webhooks === undefined;
  const eventId = await shop.event(8, refusedForGood && call === 'create' ? 0 : 5_000);
  const orderId = crypto.randomUUID();
  const around: Around = {
    ...{ shop, standIn, orderId, eventId, client: standIn.client() },
    intentId: async () => (await shop.order(orderId)).intentId!,
  };
  let isHit = false;
  let isLost = false;
  const { sale } = engine(async point => {
    if (lost && !isLost && point === 'before confirm') {
      isLost = true; // a moment before the card is asked, the hold ends and somebody else takes a seat
      await shop.db.query(
        `update seat_inventory set order_id = $2, reserved_until = null where event_id = $1 and seat_id = 'A-1-01'`,
        [...[eventId, crypto.randomUUID()]],
      );
    }
    if (isHit || point !== hit.at?.point) return;
    isHit = true;
    await hit.at.happens(around);
  });
  const method = refusedForGood && call === 'confirm' ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa';
  const steps = [
    () => sale.place(orderId, wish(eventId), hit.fault ?? null),
    () => sale.confirm(orderId, 'ada', 'key', method),
    ...(returns ? [() => sale.refund(orderId, 'ada')] : []),
  ];
  let died = false;
  for (const step of steps.slice(0, call === 'create' ? 1 : undefined))
    if (!died) await step().catch(error => (died = error instanceof Died));
  return { ...around, happened: isHit || !hit.at };
}
