import { join } from 'node:path';
import { Problem } from '@ticketmaster/common/problem';
import { repeat } from '@ticketmaster/common/repeat';
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
import { roomRoutes, visitorRoutes } from '@ticketmaster/waiting-room/routes';
import { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import { relayAdmissions } from '@ticketmaster/waiting-room-ledger/admissions';
import { redisLineUp } from '@ticketmaster/waiting-room-ledger/line-up';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { sharedSecret } from '@ticketmaster/waiting-room-ledger/shared-secret';
import { redisStreamsLine, streamOf } from '@ticketmaster/waiting-room-redis-streams/line';
import { Router } from 'express';
import type { Redis } from 'ioredis';
import { catalogOf } from './catalog/catalog.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { seed } from './catalog/seed.ts';
import { holds } from './inventory/holds.ts';
import { seatMaps } from './inventory/seat-maps.ts';
import { seatStreams } from './live/seat-streams.ts';
import { openApi } from './openapi/document.ts';
import { methodsOf } from './openapi/methods.ts';
import { openApiRoutes } from './openapi/routes.ts';
import { operatorRoutes } from './operator/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { sameSiteOnly, sessions } from './sessions/sessions.ts';
import { ticketCodes } from './tickets/codes.ts';
import { ticketRoutes } from './tickets/routes.ts';
import { type AdmissionCheck, admissionCheck } from './waiting-room/admission.ts';
import { demand } from './waiting-room/demand.ts';
import { draws, type Moment } from './waiting-room/draws.ts';
import { fairness, type Measure } from './waiting-room/fairness.ts';
import { prequeue } from './waiting-room/prequeue.ts';
import { prequeueRoutes } from './waiting-room/prequeue-routes.ts';
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
  /** Of the work that nobody asks for: completing orders, reconciling. One process is enough, and any number does no harm. */
  works: boolean;
  /** For experiments: another check of admissions; what happens between two steps of a draw. */
  admitted?: AdmissionCheck;
  atDraw?: (moment: Moment) => unknown;
}

const DAY_MS = 86_400_000;

export const makeTables = (db: Database, schema: string) =>
  migrate(db, schema, { ...tables, once: [...tables.once, join(import.meta.dirname, 'schema.sql')] });

/** The whole shop, made of the lessons' parts. Each line hands a part its connections, its clock or who asks. */
export async function openShop(parts: ShopParts) {
  const {
    db,
    redis,
    provider,
    webhookSecret,
    urls,
    schema,
    operatorToken,
    holdMs,
    mostUnpaid,
    measures,
    trustProxy,
    works,
  } = parts;
  const secret = sharedSecret(redis);
  const { authenticate, sessionOf, deviceOf, routes: sessionRoutes } = sessions(secret);
  const catalog = catalogOf(db, redis, schema);

  const live = seatStreams(() => maps);
  const channel = `seats_${schema}`;
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
  });

  const pair = connectForFanOut(urls.redis);
  const messages = sseChannel({
    ...{ db, outbox: outboxIn(db), authenticate, streams: openStreams() },
    fanOut: redisFanOut(pair, `${schema}:messages`),
  });
  const relay = relayAdmissions(redis, async admissions => {
    const told = admissions.map(({ id, visitorId, eventId, expiresAt }) => ({
      ...{ visitorId, type: 'waiting-room.admitted', data: { eventId }, dedupeKey: id, expiresAt },
    }));
    messages.notify(await db.transaction(tx => appendAll(tx, told)));
  });
  const isOnSale = async (eventId: string) => (await catalog.show(eventId))?.status === 'ON_SALE';
  const { quietMs } = parts;
  const fair = fairness({ redis, measures, trustProxy, quietMs, sessionOf, deviceOf, isOnSale });
  const settings = { capacity: 200, admitPerSecond: 50, admissionSeconds: 900, noShowSeconds: 60, open: true };
  const ledger = redisLedger(redis, { lineOf: streamOf, keepAdmissions: 100_000 });
  const rooms = new WaitingRooms(fair.line(redisStreamsLine(redis)), ledger, secret, {
    settings,
    ...{ everyMs: 50, batch: 200, requeueAfterMs: 30_000, joinTimeoutMs: 5_000, maxRooms: 200 },
    eventExists: isOnSale,
    onAdmitted: eventId => relay.wake(eventId),
  });
  const before = prequeue({ db, mostEntrants: 100_000 });
  const drawing = draws({
    ...{ db, openRoom: eventId => ledger(eventId).open(settings), lineUp: redisLineUp(redis, streamOf) },
    opened: catalog.changed,
    at: parts.atDraw,
  });
  const crowd = demand({
    ...{ redis, holdsPerSecond: 200, quietMs: 30_000 },
    modeOf: async eventId => (await catalog.show(eventId))?.mode,
  });

  const payments = twoPhasePayments({ db, provider, webhookSecret, holdMs });
  const orders = orderStreams(db, listenTo(urls.pg, 'order_changed'));
  const onSale = async (eventId: string) => {
    const show = await catalog.show(eventId);
    if (!show) throw new Problem(404, 'not-found', `event ${eventId} does not exist`);
    if (show.status !== 'ON_SALE') throw new Problem(409, 'not-on-sale', `the sale of ${eventId} is ${show.status}`);
  };

  const document = openApi();
  const methods = methodsOf(document);
  const routes = Router()
    .use(sameSiteOnly, methods.options, fair.routes)
    .use(
      orderRoutes({
        ...{ db, maps, sale: payments.sale, authenticate, onSale, count: crowd.count },
        holds: holds({ db, maps, channel, holdMs, mostUnpaid: mostUnpaid || undefined, mostLapsed: fair.mostLapsed }),
        admitted: parts.admitted ?? admissionCheck(rooms, crowd.isOn, fair.stolen),
        losesPlace: fair.losesPlace(rooms),
      }),
    )
    .use(sessionRoutes, catalogRoutes(catalog, maps, crowd.isOn), live.routes)
    .use(
      prequeueRoutes({ db, prequeue: before, show: catalog.show, authenticate, noShowSeconds: settings.noShowSeconds }),
    )
    .use(visitorRoutes(rooms, authenticate), roomRoutes(rooms, operatorToken), messages.routes)
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
    .use(operatorRoutes({ db, rooms, draws: drawing, operatorToken, changed: catalog.changed }), methods.others);

  const stopDrawing = repeat(500, 'Going on with draws', drawing.finishLeft);
  const stops = works
    ? [
        payments.completer.every(2_000),
        repeat(60_000, 'Reconciling', () => payments.reconciliation.run(new Date(Date.now() - DAY_MS))),
        repeat(3_600_000, 'Forgetting events of the provider', () => payments.inbox.forget()),
      ]
    : [];

  return {
    routes,
    ready: messages.ready,
    seed: (more: number) => seed(db, more),
    /** Ends the streams first, or no server could close. */
    async endStreams(): Promise<void> {
      await Promise.all([live.close(), messages.close(), orders.close()]);
    },
    async close(): Promise<void> {
      await Promise.all([stopDrawing, ...stops].map(stop => stop()));
      await crowd.close();
      await rooms.close();
      await relay.close();
      await maps.close();
      pair.close();
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;
