import { join } from 'node:path';
import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { repeat } from '@ticketmaster/common/repeat';
import { within } from '@ticketmaster/common/within';
import type { Log } from '@ticketmaster/log/log';
import { appendAll, outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { sseChannel } from '@ticketmaster/notifications-sse/channel';
import { connectForFanOut, redisFanOut } from '@ticketmaster/notifications-sse/fan-out';
import { openStreams } from '@ticketmaster/notifications-sse/streams';
import type { Database } from '@ticketmaster/postgres/database';
import { listenTo } from '@ticketmaster/postgres/listen';
import { migrate } from '@ticketmaster/postgres/migrate';
import type { ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { tables, twoPhasePayments } from '@ticketmaster/two-phase-payments/payments';
import { orderRoutes as paymentRoutes } from '@ticketmaster/two-phase-payments/routes';
import { orderStreams } from '@ticketmaster/two-phase-payments/streams';
import { sharedSecret } from '@ticketmaster/waiting-room-ledger/shared-secret';
import { Router } from 'express';
import type { Redis } from 'ioredis';
import { catalogOf } from './catalog/catalog.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { seed } from './catalog/seed.ts';
import { holds } from './inventory/holds.ts';
import { seatMaps } from './inventory/seat-maps.ts';
import { seatStreams } from './live/seat-streams.ts';
import { shopMetrics } from './metrics/shop-metrics.ts';
import { openApi } from './openapi/document.ts';
import { methodsOf } from './openapi/methods.ts';
import { openApiRoutes } from './openapi/routes.ts';
import { operatorRoutes } from './operator/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { overload } from './overload.ts';
import { type Rate, requestLimit } from './request-limit.ts';
import { sameSiteOnly, sessions } from './sessions/sessions.ts';
import { ticketCodes } from './tickets/codes.ts';
import { ticketRoutes } from './tickets/routes.ts';
import type { AdmissionCheck } from './waiting-room/admission.ts';
import type { Moment } from './waiting-room/draws.ts';
import type { Measure } from './waiting-room/fairness.ts';
import { openWaiting } from './waiting-room/open-waiting.ts';
import { webRoutes } from './web.ts';

export interface ShopParts {
  db: Database;
  redis: Redis;
  provider: ProviderClient;
  webhookSecret: () => string;
  urls: { pg: string; redis: string };
  schema: string;
  operatorToken: string;
  holdMs: number;
  /** Orders of one visitor for one event that are held and not paid; 0: any number. */
  mostUnpaid: number;
  /** What is done against bots, and whether X-Forwarded-For of a proxy on this machine says where visitors come from. */
  measures: readonly Measure[];
  trustProxy: boolean;
  /** For tests: of the slow lane, see lanes.ts. */
  quietMs?: number;
  /** Orders that changed more recently are left to who is at work on them: ten seconds, unless it is said. */
  graceMs?: number;
  /** Of one session (request-limit.ts); and holds in a second while Redis is away, where the line fails open (fail-open.ts). */
  requests?: Rate;
  failOpenPerSecond?: number;
  /** Of the work that nobody asks for: completing orders, reconciling. One process is enough, and any number does no harm. */
  works: boolean;
  log: Log;
  /** For experiments: another check of admissions; what happens between two steps of a draw. */
  admitted?: AdmissionCheck;
  atDraw?: (moment: Moment) => unknown;
}

const DAY_MS = 86_400_000;

export const makeTables = (db: Database, schema: string) =>
  migrate(db, schema, { ...tables, once: [...tables.once, join(import.meta.dirname, 'schema.sql')] });

/** The whole shop, made of the lessons' parts. Each line hands a part its connections, its clock or who asks. */
export async function openShop(parts: ShopParts) {
  const { db, redis, webhookSecret, urls, schema, operatorToken, holdMs, mostUnpaid, works } = parts;
  const metrics = shopMetrics(parts.log);
  const provider = metrics.counts(parts.provider);
  const secret = sharedSecret(redis);
  const { authenticate: session, sessionOf, deviceOf, routes: sessionRoutes } = sessions(secret);
  const authenticate = metrics.naming(session);
  const catalog = catalogOf(db, redis, schema);

  const live = seatStreams(() => maps);
  const channel = `seats_${schema}`;
  /** @hears order-changed */
  const maps = seatMaps({
    db,
    held: listenTo(urls.pg, channel),
    orderChanged: listenTo(urls.pg, 'order_changed'),
    layoutOf: async eventId => {
      const show = await catalog.show(eventId);
      return show && show.status !== 'ANNOUNCED' ? show.layout : undefined;
    },
    onDelta: live.changed,
    onGivenUp: live.givenUp,
    onBehind: metrics.behind,
  });

  const pair = connectForFanOut(urls.redis);
  const streams = openStreams();
  const messages = sseChannel({
    ...{ db, outbox: outboxIn(db), authenticate, streams },
    fanOut: redisFanOut(pair, `${schema}:messages`),
  });
  const waiting = openWaiting({
    ...{ ...parts, secret, catalog, authenticate, sessionOf, deviceOf, holdsTook: metrics.holdsTook },
    failedOpen: metrics.failedOpen,
    /** @sends waiting-room.admitted */
    async onAdmitted(admissions) {
      const told = admissions.map(({ id, visitorId, eventId, expiresAt }) => ({
        ...{ visitorId, type: 'waiting-room.admitted', data: { eventId }, dedupeKey: id, expiresAt },
      }));
      messages.notify(await db.transaction(tx => appendAll(tx, told)));
      metrics.admitted(told.length);
    },
  });
  const { rooms, draws, isOn } = waiting;

  const payments = twoPhasePayments({
    ...{ db, provider, webhookSecret, holdMs, log: metrics.orderLog },
    ...(parts.graceMs && { graceMs: parts.graceMs }),
  });
  const orders = orderStreams(db, listenTo(urls.pg, 'order_changed'));
  const onSale = async (eventId: string) => {
    const show = await catalog.show(eventId);
    if (!show) throw new Problem(404, 'not-found', `event ${eventId} does not exist`);
    if (show.status !== 'ON_SALE') throw new Problem(409, 'not-on-sale', `the sale of ${eventId} is ${show.status}`);
  };

  metrics.looksAt({
    ...{ db, rooms, money: works },
    streams: { seats: live.count, messages: streams.count, orders: orders.count },
  });
  const unpaid = { mostUnpaid: mostUnpaid || undefined, mostLapsed: waiting.mostLapsed };
  const limit = requestLimit({ ...parts, sessionOf, refused: metrics.overLimit });
  const document = openApi();
  const methods = methodsOf(document);
  const routes = Router()
    .use(metrics.counted, overload(metrics.underWay), limit, sameSiteOnly, methods.options, waiting.watch)
    .use(catalogRoutes(catalog, maps, isOn)) // first, as most ask for these
    .use(
      orderRoutes({
        ...{ db, maps, sale: payments.sale, authenticate, onSale, metrics },
        ...{ count: waiting.count, losesPlace: waiting.losesPlace },
        holds: holds({ ...{ db, maps, channel, holdMs, ...unpaid }, onBatch: metrics.batch }),
        admitted: parts.admitted ?? waiting.admitted,
      }),
    )
    .use(sessionRoutes, live.routes)
    .use(waiting.routes, messages.routes)
    .use(
      paymentRoutes({
        db,
        streams: orders,
        sale: payments.sale,
        inbox: payments.inbox,
        authenticate,
        allowFaults: false,
      }),
    )
    .use(webRoutes(), openApiRoutes(document))
    .use(ticketRoutes({ db, codes: await ticketCodes(db), authenticate, operatorToken }))
    .use(operatorRoutes({ db, rooms, draws, operatorToken, changed: catalog.changed, lately: metrics.lately }))
    .use(metrics.routes, methods.others);

  const stops = works
    ? [
        payments.completer.every(2_000),
        repeat(60_000, 'Reconciling', () => payments.reconciliation.run(new Date(Date.now() - DAY_MS))),
        repeat(3_600_000, 'Forgetting events of the provider', () => payments.inbox.forget()),
      ]
    : [];

  return {
    routes,
    /** PostgreSQL answers, and cookies can be checked. Redis may go after that: seats are sold without it. */
    ready: () =>
      within(1_000, Promise.all([messages.ready(), secret()])).catch(() => {
        throw unavailable('PostgreSQL, or Redis at the start,');
      }),
    seed: (more: number) => seed(db, more),
    /** Ends the streams first, or no server could close. */
    async endStreams(): Promise<void> {
      await Promise.all([live.close(), messages.close(), orders.close()]);
    },
    async close(): Promise<void> {
      await Promise.all(stops.map(stop => stop()));
      await waiting.close();
      await maps.close();
      pair.close();
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;
