import { type Breaker, circuitBreaker } from '@ticketmaster/limits/breaker';
import Stripe from 'stripe';
import { type Answer, type Intent, Refused, Unknown } from './intent.ts';

export { type Answer, type Intent, Refused, Unknown } from './intent.ts';

export interface Charge {
  orderId: string;
  eventId: string;
  cents: number;
  currency: string;
  fault: string | null;
  /** Of the request that has created the order: the provider keeps it with the intent, and its events bring it back. */
  requestId?: string | null;
}

/**
 * The calls that a sale needs. Every key is made from the order, so that the same call again is the same call. All reject with Unknown
 * where it is not known what happened, and with Refused where nothing was done and never will be.
 *
 *   create    POST /v1/payment_intents, capture_method=manual     moves no money
 *   confirm   POST …/confirm                                      sets it aside
 *   capture   POST …/capture                                      takes it, what is left goes back
 *   cancel    POST …/cancel                                       gives back what was set aside
 *   refund    POST /v1/refunds                                    gives back what was taken
 */
export interface ProviderClient {
  /** `automatic`: in one phase, for comparison. */
  create(key: string, charge: Charge, capture?: 'manual' | 'automatic'): Promise<Intent>;
  confirm(key: string, intentId: string, paymentMethod: string): Promise<Answer>;
  capture(key: string, intentId: string, cents: number): Promise<Answer>;
  cancel(key: string, intentId: string): Promise<Answer>;
  refund(key: string, intentId: string, cents: number): Promise<Answer>;
  retrieve(intentId: string): Promise<Intent>;
  /** All that were created since, the newest first. */
  list(since: Date): AsyncIterable<Intent>;
  /** The intent that a webhook is about; undefined where it is about something else. Throws on a signature that is wrong or old. */
  intentIn(body: Buffer, signature: string, secret: string): { eventId: string; intentId: string | undefined };
}

export interface ClientOptions {
  /** `sk_test_…`. Of the stand-in any key that begins so. */
  key: string;
  /** Of the stand-in; without it the calls go to Stripe. */
  url?: string | undefined;
  /** Stripe's own default is 80 s, which holds a buyer, a connection and a seat for that long. */
  patienceMs?: number;
  /** By the SDK, with the same key: after a lost connection, 409, 500 and 503. */
  retries?: number;
  breaker?: Breaker;
}

/** The SDK, speaking to the stand-in at `url`, or to Stripe where there is none. */
export function stripeAt(url: string | undefined, key: string, config: Stripe.StripeConfig = {}): Stripe {
  const there = url ? new URL(url) : undefined;
  return new Stripe(key, {
    ...(there && { host: there.hostname, port: Number(there.port), protocol: 'http' as const }),
    ...{ ...config, telemetry: false },
  });
}

export function connectToProvider({
  key,
  url,
  patienceMs = 5_000,
  retries = 2,
  breaker = circuitBreaker(),
}: ClientOptions): ProviderClient {
  const stripe = stripeAt(url, key, { timeout: patienceMs, maxNetworkRetries: retries });
  const expand = { expand: ['latest_charge'] };

  /** One call, and what its errors mean. */
  async function asking(call: () => Promise<Stripe.PaymentIntent>): Promise<Answer> {
    if (!breaker.mayAsk()) throw new Unknown('has not answered for a while', false);
    try {
      const intent = await call();
      breaker.answered();
      return { intent: intentOf(intent) };
    } catch (error) {
      return meaning(error);
    }
  }

  function meaning(error: unknown): Answer {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const { statusCode = 0, code } = error;
    if (error instanceof Stripe.errors.StripeConnectionError || statusCode === 0) {
      breaker.failed();
      throw new Unknown('did not answer', false);
    }
    if (statusCode === 429 || statusCode === 409) throw new Unknown(`answered ${statusCode}`, false);
    if (statusCode >= 500) {
      breaker.failed();
      throw new Unknown(`answered ${statusCode}`, true);
    }
    breaker.answered();
    const intent = error.payment_intent && intentOf(error.payment_intent);
    if (!intent)
      throw new Refused(
        error instanceof Stripe.errors.StripeIdempotencyError ? KEY_REUSED : (code ?? error.type),
        error.message,
      );
    if (error instanceof Stripe.errors.StripeCardError)
      return { intent, declined: error.decline_code ?? code ?? 'declined' };
    return { intent, stood: true };
  }

  return {
    async create(key, { orderId, eventId, cents, currency, fault, requestId }, capture_method = 'manual') {
      const of = { order_id: orderId, event_id: eventId, ...(requestId && { request_id: requestId }) };
      const metadata = { ...of, ...(fault && { fault }) };
      const wish = { amount: cents, currency: currency.toLowerCase(), capture_method, metadata };
      const { intent } = await asking(() =>
        stripe.paymentIntents.create({ ...wish, ...byCardAlone }, { idempotencyKey: key }),
      );
      return intent;
    },
    confirm: (idempotencyKey, id, payment_method) =>
      asking(() => stripe.paymentIntents.confirm(id, { payment_method, ...expand }, { idempotencyKey })),
    capture: (idempotencyKey, id, amount_to_capture) =>
      asking(() => stripe.paymentIntents.capture(id, { amount_to_capture, ...expand }, { idempotencyKey })),
    cancel: (idempotencyKey, id) => asking(() => stripe.paymentIntents.cancel(id, expand, { idempotencyKey })),

    async refund(idempotencyKey, payment_intent, amount) {
      return asking(async () => {
        try {
          await stripe.refunds.create({ payment_intent, amount }, { idempotencyKey });
        } catch (error) {
          if (!isRefunded(error)) throw error;
        }
        return stripe.paymentIntents.retrieve(payment_intent, expand);
      });
    },

    retrieve: async id => (await asking(() => stripe.paymentIntents.retrieve(id, expand))).intent,

    async *list(since) {
      const created = { gte: Math.floor(since.getTime() / 1_000) };
      const pages = stripe.paymentIntents.list({ created, limit: 100, expand: ['data.latest_charge'] });
      try {
        for await (const intent of pages) yield intentOf(intent);
      } catch (error) {
        meaning(error);
      }
    },

    intentIn(body, signature, secret) {
      const event = stripe.webhooks.constructEvent(body, signature, secret);
      const object = event.data.object as { object?: string; id?: string; payment_intent?: string | { id: string } };
      const of = object.object === 'payment_intent' ? object.id : object.payment_intent;
      return { eventId: event.id, intentId: typeof of === 'object' ? of.id : of };
    },
  };
}

function intentOf(intent: Stripe.PaymentIntent): Intent {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  return {
    ...{ id: intent.id, orderId: intent.metadata?.order_id, status: intent.status, amount: intent.amount },
    ...{ received: intent.amount_received, refunded: charge?.amount_refunded ?? 0 },
    createdAt: new Date(intent.created * 1_000),
  };
}

/** Nothing that sends the buyer to another page and back. */
const byCardAlone = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } };

/** The key was used before for another request. */
export const isKeyReused = (error: unknown) => error instanceof Refused && error.code === KEY_REUSED;
const KEY_REUSED = 'idempotency_error';

/** All went back before: what was asked for is there. */
const isRefunded = (error: unknown) =>
  error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded';
