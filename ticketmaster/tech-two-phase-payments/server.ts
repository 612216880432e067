import { bearer, operatorOnly } from '@ticketmaster/common/bearer';
import { env } from '@ticketmaster/common/env';
import { app, json, listen, onShutdown, refuseToStart, send } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { repeat } from '@ticketmaster/common/repeat';
import { valid, validBody } from '@ticketmaster/common/validation';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { seatStore } from '@ticketmaster/locking-store/seats';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { listenTo } from '@ticketmaster/postgres/listen';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { auditOf, keptOrders } from './audit.ts';
import { connectToProvider } from './client.ts';
import { webhookSecretFor } from './endpoint.ts';
import { ledgerOf } from './ledger.ts';
import { makeTables, twoPhasePayments } from './payments.ts';
import { orderRoutes } from './routes.ts';
import { openStandIn } from './stand-in.ts';
import { orderStreams } from './streams.ts';

const HOUR = 3_600_000;

const schema = env.text('PG_SCHEMA', 'two_phase_payments');
const pgUrl = env.text('PG_URL');
const port = env.count('PORT', 3501);
const key = env.text('STRIPE_SECRET_KEY', 'sk_test_lab');
const isStripes = /^sk_test_\w{20,}$/.test(key) && !env.text('PROVIDER_URL', '');
const kill = env.text('BREAK', '');

const db = connectToPostgres(pgUrl, { schema });
await makeTables(db, schema).catch(refuseToStart);
const standIn = isStripes
  ? undefined
  : await openStandIn(env.text('PROVIDER_URL', ''), { PG_URL: pgUrl, PORT: `${port && port + 1}` }).catch(
      refuseToStart,
    );
const providerUrl = standIn?.url ?? '';
const provider = connectToProvider({ key, url: standIn?.url, retries: env.count('PROVIDER_RETRIES', 2) });
const routes = Router();
const streams = orderStreams(db, listenTo(pgUrl, 'order_changed'));
let webhookSecret = env.text('WEBHOOK_SECRET', '');

const parts = twoPhasePayments({
  ...{ db, provider, holdMs: env.count('HOLD_SECONDS', 300) * 1_000, graceMs: env.count('GRACE_MS', 10_000) },
  webhookSecret: () => webhookSecret,
  reached: point => void (kill && point === kill && process.kill(process.pid, 'SIGKILL')),
});

const newEvent = z.strictObject({
  eventId: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -'),
  seats: z.int().min(1).max(2_000),
  priceCents: z.int().min(50).max(10_000_000).default(5_000), // Stripe's least is 0.50
});
/** What is younger is left to who is at work on it. */
const ofAge = z.strictObject({ youngestMs: z.int().min(0).max(HOUR).optional() });
const operator = operatorOnly(env.text('OPERATOR_TOKEN', ''));
const since = () => new Date(Date.now() - 24 * HOUR);

routes.use(
  orderRoutes({
    ...{ db, streams, sale: parts.sale, inbox: parts.inbox, allowFaults: env.text('ALLOW_FAULTS', '') === '1' },
    /** A name is enough here; a shop has sessions. */
    async authenticate(request: Request) {
      const name = bearer(request);
      if (!name || !/^[\w-]{1,64}$/.test(name))
        throw new Problem(401, 'sign-in', 'say who you are: Authorization: Bearer <name>');
      return name;
    },
  }),
);
routes
  .post('/api/events', operator, json, async (request, response) => {
    const { eventId, seats, priceCents } = validBody(newEvent, request);
    if (!(await seatStore(db).putOnSale(eventId, seatIdsFor(seats), priceCents)))
      throw new Problem(409, 'on-sale-already', `${eventId} is on sale already`);
    send(response, 201, { eventId, seats, priceCents });
  })
  .get('/api/events/:eventId/seats', async (request, response) => {
    send(response, 200, { seats: await parts.inventory.seats(db, String(request.params.eventId)) });
  })
  .post('/api/complete', operator, json, async (request, response) => {
    const { youngestMs } = valid(ofAge, request.body ?? {});
    send(response, 200, await parts.completer.round(youngestMs));
  })
  .post('/api/reconcile', operator, json, async (request, response) => {
    const { youngestMs } = valid(ofAge, request.body ?? {});
    send(response, 200, { breaks: await parts.reconciliation.run(since(), youngestMs) });
  })
  .get('/api/events/:eventId/audit', operator, async (request, response) => {
    const orders = await keptOrders(db, String(request.params.eventId));
    const movements = await ledgerOf(providerUrl, new Set(orders.map(({ orderId }) => orderId)));
    const findings = auditOf(orders, movements);
    send(response, 200, { orders: orders.length, findings });
  });

const server = await listen(
  app(routes, () => db.query('select 1')),
  port,
).catch(refuseToStart);

/** The provider may be away, and comes back: until then the completer does what webhooks would. */
const register = async () => {
  if (standIn)
    webhookSecret ||= await webhookSecretFor(db, { url: `${server.url}/api/webhooks/provider`, providerUrl, key });
};
await register().catch((error: Error) => console.error(`No webhooks yet: ${error.message}`));

const stops = [
  parts.completer.every(env.count('COMPLETE_MS', 2_000)),
  repeat(env.count('RECONCILE_MS', 60_000), 'Reconciling', () => parts.reconciliation.run(since())),
  repeat(5_000, 'Registering for webhooks', register),
  repeat(HOUR, 'Forgetting events of the provider', () => parts.inbox.forget()),
];
onShutdown(
  streams.close,
  server.close,
  () => Promise.all(stops.map(stop => stop())),
  db.close,
  async () => standIn?.close(),
);
console.log(`READY ${server.url}`);
