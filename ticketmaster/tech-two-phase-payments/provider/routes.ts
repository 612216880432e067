import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@ticketmaster/postgres/database';
import express, { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { Calls, Result } from './calls.ts';
import { cardOf } from './cards.ts';
import { newId } from './events.ts';
import { type Kind, plant } from './faults.ts';
import { type Done, intentsIn } from './intents.ts';
import { lists } from './lists.ts';
import { refundOf } from './refunds.ts';
import type { Settled } from './settings.ts';
import { type IntentRow, intentObject } from './shapes.ts';
import { cents, noSuch, noSuchUrl, StripeError, sendStripeError, text, validForm } from './stripe-error.ts';

const expand = z.array(text).optional();
const metadata = z.record(text.max(40), text).default({});
const newIntent = z.strictObject({
  amount: cents,
  currency: z
    .string()
    .regex(/^[a-zA-Z]{3}$/, 'must be a currency of three letters')
    .toLowerCase(),
  capture_method: z.enum(['manual', 'automatic']).default('automatic'),
  automatic_payment_methods: z.record(z.string(), text).optional(),
  ...{ description: text.optional(), metadata, expand },
});
const confirmation = z.strictObject({ payment_method: text, return_url: text.optional(), expand });
const capturing = z.strictObject({ amount_to_capture: cents.optional(), expand });
const reasons = z.enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']);
const cancelling = z.strictObject({ cancellation_reason: reasons.optional(), expand });
const newRefund = z.strictObject({
  ...{ payment_intent: text, amount: cents.optional(), metadata, expand },
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
});
const newEndpoint = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(500),
  enabled_events: z.array(text).min(1).max(50),
});

const form = express.urlencoded({ extended: true, limit: '16kb' });

/** Stripe asks for a key of its own; any test key will do here. */
const keyed: RequestHandler = (request, _response, next) => {
  if (/^(Bearer|Basic) \S+/.test(request.get('authorization') ?? '')) return next();
  throw new StripeError(401, 'invalid_request_error', 'You did not provide an API key.');
};

/** The part of Stripe's API that a sale in two phases needs: /v1/…. Everything else is 404, in Stripe's shape of an error. */
export function stripeRoutes(db: Database, settings: Settled, { post, get }: Calls): Router {
  const idOf = (request: { params: object }) => (request.params as { id: string }).id;

  /** Works on a locked intent. A refusal is an answer as well, and what the clock has ended stays ended. */
  const on =
    (
      id: string,
      expanded: string[] | undefined,
      work: (intents: ReturnType<typeof intentsIn>, intent: IntentRow, fault: Kind | undefined) => Promise<Done>,
    ) =>
    async (tx: Parameters<typeof intentsIn>[0], fault: Kind | undefined): Promise<Result> => {
      const intents = intentsIn(tx, settings.now());
      const locked = await intents.lock(id);
      try {
        const { intent, happened, error } = await work(intents, locked.intent, fault);
        const charge =
          expanded?.includes('latest_charge') && intent.chargeId ? await intents.chargeOf(intent) : undefined;
        return { object: intentObject(intent, charge), happened: [...locked.happened, ...happened], error };
      } catch (error) {
        if (!(error instanceof StripeError)) throw error;
        return { object: undefined, happened: locked.happened, error };
      }
    };

  const { retrieveIntent, intents, charge, refund, events, event, endpoints } = lists(db, settings);
  return Router()
    .use('/v1', keyed, form)
    .param('id', (_request, _response, next, id: string) => next(id.includes('\0') ? noSuch('object', id) : undefined))
    .post(
      '/v1/payment_intents',
      post(async (request, key) => {
        const wish = validForm(newIntent, request.body);
        const { fault } = wish.metadata;
        if (fault) await plant(db, key, fault);
        return {
          ...{ step: 'create', subject: key },
          async work(tx) {
            const done = await intentsIn(tx, settings.now()).create(
              wish.amount,
              wish.currency,
              wish.capture_method,
              wish.metadata,
            );
            if (fault) await plant(tx, done.intent.id, fault);
            return { object: intentObject(done.intent), happened: done.happened };
          },
        };
      }),
    )
    .post(
      '/v1/payment_intents/:id/confirm',
      post(async request => {
        const { payment_method, expand } = validForm(confirmation, request.body);
        const card = cardOf(payment_method);
        if (card?.answer === 'good' && card.slow) await sleep(settings.current.slowMs);
        const work = on(idOf(request), expand, ({ confirm }, intent) => confirm(intent, payment_method));
        return { step: 'confirm', subject: idOf(request), work };
      }),
    )
    .post(
      '/v1/payment_intents/:id/capture',
      post(request => {
        const { amount_to_capture, expand } = validForm(capturing, request.body);
        const work = on(idOf(request), expand, ({ capture }, intent, fault) => {
          const later = fault === 'async' ? 'succeeds' : fault === 'async_fails' ? 'fails' : undefined;
          return capture(intent, amount_to_capture ?? intent.amount, later);
        });
        return { step: 'capture', subject: idOf(request), work };
      }),
    )
    .post(
      '/v1/payment_intents/:id/cancel',
      post(request => {
        const { cancellation_reason = null, expand } = validForm(cancelling, request.body);
        const work = on(idOf(request), expand, ({ cancel }, intent) => cancel(intent, cancellation_reason));
        return { step: 'cancel', subject: idOf(request), work };
      }),
    )
    .post(
      '/v1/refunds',
      post(request => {
        const { payment_intent, amount, reason = null } = validForm(newRefund, request.body);
        return {
          ...{ step: 'refund', subject: payment_intent },
          work: tx => refundOf(tx, settings.now(), payment_intent, amount, reason),
        };
      }),
    )
    .post(
      '/v1/webhook_endpoints',
      post(request => {
        const { url, enabled_events } = validForm(newEndpoint, request.body);
        return {
          ...{ step: undefined, subject: '' },
          async work(tx) {
            const [id, secret] = [newId('we'), newId('whsec')];
            await tx.query('insert into endpoint values ($1, $2, $3, $4, $5)', [
              id,
              url,
              secret,
              enabled_events,
              settings.now(),
            ]);
            return {
              object: { id, object: 'webhook_endpoint', url, enabled_events, secret, status: 'enabled' },
              happened: [],
            };
          },
        };
      }),
    )
    .delete(
      '/v1/webhook_endpoints/:id',
      get(async request => {
        const { rowCount } = await db.query('delete from endpoint where id = $1', [idOf(request)]);
        if (!rowCount) throw noSuch('webhook_endpoint', idOf(request));
        return { id: idOf(request), object: 'webhook_endpoint', deleted: true };
      }),
    )
    .get(
      '/v1/payment_intents/:id',
      get(request => retrieveIntent(idOf(request), request.query), idOf),
    )
    .get(
      '/v1/payment_intents',
      get(request => intents(request.query)),
    )
    .get(
      '/v1/charges/:id',
      get(request => charge(idOf(request))),
    )
    .get(
      '/v1/refunds/:id',
      get(request => refund(idOf(request))),
    )
    .get(
      '/v1/events/:id',
      get(request => event(idOf(request))),
    )
    .get(
      '/v1/events',
      get(request => events(request.query)),
    )
    .get(
      '/v1/webhook_endpoints',
      get(() => endpoints()),
    )
    .use('/v1', noSuchUrl)
    .use('/v1', sendStripeError);
}
