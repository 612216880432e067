// The lesson and the stand-in, each over a schema of its own, in one process: an experiment may let either of them die at any point.
import { env } from '@ticketmaster/common/env';
import { app, listen } from '@ticketmaster/common/http';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { seatStore } from '@ticketmaster/locking-store/seats';
import * as standIn from '@ticketmaster/payment-stand-in/provider';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { Router } from 'express';
import { afterAll, beforeAll } from 'vitest';
import { auditOf, keptOrders } from './audit.ts';
import { type ClientOptions, connectToProvider } from './client.ts';
import { webhookSecretFor } from './endpoint.ts';
import { ledgerOf } from './ledger.ts';
import { orderOf } from './orders.ts';
import { makeTables, type PaymentsParts, twoPhasePayments } from './payments.ts';
import { orderRoutes } from './routes.ts';

/** What an experiment throws where a server would be killed. */
export class Died extends Error {}

const PG_URL = env.text('PG_URL');

/** A stand-in of one's own, on a free port. */
export async function openStandIn(options: standIn.ProviderOptions = {}) {
  const schema = unique('provider');
  const db = connectToPostgres(PG_URL, { schema, connections: 30 });
  await standIn.makeTables(db, schema);
  const provider = await standIn.openProvider(db, { firstPauseMs: 50, ...options });
  const asked: string[] = [];
  const counted = Router().use((request, _response, next) => {
    if (request.path.startsWith('/v1'))
      asked.push(`${request.method} ${request.path} ${request.get('idempotency-key') ?? ''}`);
    next();
  });
  const server = await listen(app(counted.use(provider.routes), () => db.query('select 1')));
  const { url } = server;
  return {
    url,
    db,
    /** What came over the wire, also what was lost afterwards: method, path and key. */
    asked,
    async control(what: string, body: object): Promise<Record<string, unknown>> {
      const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(`${url}/_control/${what}`, options);
      if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Record<string, unknown>;
    },
    client: (options: Partial<ClientOptions> = {}) =>
      connectToProvider({ key: 'sk_test_lab', url, retries: 0, patienceMs: 1_000, ...options }),
    async close() {
      await server.close(500);
      await provider.close();
      await db.query(`drop schema ${schema} cascade`);
      await db.close();
    },
  };
}
export type StandIn = Awaited<ReturnType<typeof openStandIn>>;

/** The lesson's database, and any number of servers over it. */
export async function openShop(standIn: StandIn) {
  const schema = unique('payments');
  const db = connectToPostgres(PG_URL, { schema, connections: 30 });
  await makeTables(db, schema);
  const provider = standIn.client();
  return {
    db,
    provider,
    /** What one server holds in its memory: nothing. */
    engine: (parts: Partial<PaymentsParts> = {}) =>
      twoPhasePayments({ ...{ db, provider, webhookSecret: () => '', graceMs: 0 }, ...parts }),

    /** A server that takes webhooks, as long as it is open. */
    async webhooks(parts: Partial<PaymentsParts> = {}) {
      const routes = Router();
      const server = await listen(app(routes, async () => {}));
      const url = `${server.url}/api/webhooks/provider`;
      const webhookSecret = await webhookSecretFor(db, { url, providerUrl: standIn.url, key: 'sk_test_lab' });
      const engine = twoPhasePayments({
        ...{ db, provider, webhookSecret: () => webhookSecret, graceMs: 0 },
        ...parts,
      });
      routes.use(
        orderRoutes({
          ...{ db, sale: engine.sale, inbox: engine.inbox, allowFaults: false, authenticate: async () => 'ada' },
          streams: { count: () => 0, open: async () => {}, close: async () => {} },
        }),
      );
      return { ...engine, url, webhookSecret, close: () => server.close(500) };
    },

    async event(seats = 8, priceCents = 5_000): Promise<string> {
      const eventId = unique('event');
      await seatStore(db).putOnSale(eventId, seatIdsFor(seats), priceCents);
      return eventId;
    },
    order: async (orderId: string) => (await orderOf(db, orderId))!,
    /** Where the books differ, of the orders of one event or of all. */
    async findings(eventId?: string, but = /^$/): Promise<string[]> {
      const orders = await keptOrders(db, eventId);
      const ours = new Set(orders.map(({ orderId }) => orderId));
      const found = auditOf(orders, await ledgerOf(standIn.url, eventId === undefined ? undefined : ours));
      return found.filter(finding => !but.test(finding));
    },
    async close() {
      await db.query(`drop schema ${schema} cascade`);
      await db.close();
    },
  };
}
export type Shop = Awaited<ReturnType<typeof openShop>>;

/** A stand-in and a shop for one file of tests, open while they run. Call it once, at the top of the file. */
export function shopForTests(): { standIn: StandIn; shop: Shop } {
  const here = {} as { standIn: StandIn; shop: Shop };
  beforeAll(async () => {
    here.standIn = await openStandIn();
    here.shop = await openShop(here.standIn);
  });
  afterAll(async () => {
    await here.shop.close();
    await here.standIn.close();
  });
  return here;
}

export const wish = (eventId: string, seats = 2, more: { acceptFewer?: boolean } = {}) => ({
  ...{ eventId, userId: 'ada', seatIds: seatIdsFor(seats), acceptFewer: more.acceptFewer ?? false },
});
