import { json, send } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import type { Database } from '@ticketmaster/postgres/database';
import { Router } from 'express';
import { z } from 'zod';
import { record } from './events.ts';
import { kinds } from './faults.ts';
import { type Done, intentsIn } from './intents.ts';
import type { Settled } from './settings.ts';
import { StripeError, text } from './stripe-error.ts';

const ms = (most: number) => z.int().min(0).max(most);
const aDay = 86_400_000;
const plan = z.strictObject({
  seed: z.int().min(0).default(0),
  rate: z.number().min(0).max(1),
  kinds: z.array(z.enum(kinds)).max(kinds.length).default([]),
});
const webhooks = z.strictObject({
  ...{
    off: z.boolean(),
    duplicate: z.boolean(),
    reorder: z.boolean(),
    beforeAnswer: z.boolean(),
    corrupt: z.boolean(),
  },
  delayMs: ms(aDay),
});
const page = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/**
 * What Stripe does not have: its clock, its luck and its books in the hands of who experiments. Listens where the provider does, on
 * 127.0.0.1.
 *   POST /_control/faults     {seed?, rate, kinds?}   of so many requests something goes wrong; rate 0 ends it
 *   POST /_control/down       {ms}                    every connection breaks for so long
 *   POST /_control/slow       {ms}                    how long a slow card, or the fault `slow`, takes
 *   POST /_control/clock      {advanceMs}             moves its clock forward
 *   POST /_control/webhooks   {off?, duplicate?, reorder?, beforeAnswer?, delayMs?, corrupt?}
 *   POST /_control/settle     {}                      captures that are processing end now
 *   POST /_control/action     {payment_intent}        the buyer does what the bank asks
 *   GET  /ledger?after&limit                          every movement of money, the oldest first
 */
export function controlRoutes(db: Database, settings: Settled): Router {
  const byItself = { id: null, idempotency_key: null };

  const moving = (id: string, work: (intents: ReturnType<typeof intentsIn>, done: Done) => Promise<Done>) =>
    db.transaction(async tx => {
      const intents = intentsIn(tx, settings.now());
      const { happened } = await work(intents, await intents.lock(id));
      await record(tx, happened, byItself, settings);
    });

  return Router()
    .post('/_control/faults', json, async (request, response) => {
      await settings.change({ plan: validBody(plan, request) });
      send(response, 200, settings.current);
    })
    .post('/_control/down', json, async (request, response) => {
      const { ms: forMs } = validBody(z.strictObject({ ms: ms(600_000) }), request);
      await settings.change({ downUntil: Date.now() + forMs });
      send(response, 200, settings.current);
    })
    .post('/_control/slow', json, async (request, response) => {
      await settings.change({ slowMs: validBody(z.strictObject({ ms: ms(60_000) }), request).ms });
      send(response, 200, settings.current);
    })
    .post('/_control/clock', json, async (request, response) => {
      const { advanceMs } = validBody(z.strictObject({ advanceMs: ms(365 * aDay) }), request);
      await settings.change({ clockAheadMs: settings.current.clockAheadMs + advanceMs });
      send(response, 200, { ...settings.current, now: new Date(settings.now()).toISOString() });
    })
    .post('/_control/webhooks', json, async (request, response) => {
      const change = validBody(webhooks.partial(), request);
      await settings.change({
        webhooks: { ...settings.current.webhooks, ...change } as typeof settings.current.webhooks,
      });
      send(response, 200, settings.current);
    })
    .post('/_control/settle', json, async (_request, response) => {
      const { rows } = await db.query<{ id: string }>(`select id from intent where status = 'processing' limit 10000`);
      for (const { id } of rows)
        await moving(id, async (intents, done) =>
          done.intent.status === 'processing' ? intents.settle(done.intent) : done,
        );
      send(response, 200, { settled: rows.length });
    })
    .post('/_control/action', json, async (request, response) => {
      const { payment_intent } = validBody(z.strictObject({ payment_intent: text }), request);
      await moving(payment_intent, (intents, { intent }) =>
        intents.hold(intent, 'completeAction', 'pm_card_visa'),
      ).catch(asProblem);
      send(response, 200, { payment_intent });
    })
    .get('/ledger', async (request, response) => {
      const { after, limit } = valid(page, request.query);
      const { rows } = await db.query(
        `select seq::float8 as seq, at::float8 as at, intent_id as "intentId", order_id as "orderId", kind, cents
           from movement where seq > $1 order by seq limit $2`,
        [after, limit],
      );
      send(response, 200, { movements: rows.map(row => ({ ...row, at: new Date(row.at).toISOString() })) });
    });
}

/** @problem 4xx refused Stripe's own error, where the control page asks for what the provider would refuse. */
function asProblem(error: unknown): never {
  throw error instanceof StripeError ? new Problem(error.status, 'refused', error.message) : error;
}
