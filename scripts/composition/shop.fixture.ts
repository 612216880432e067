// A whole shop made of the lessons' parts: the measure of whether they compose. Each line hands a part its connections, its clock or who asks.
import { randomBytes } from 'node:crypto';
import { type Request, Router } from 'express';
import { app, json, listen, send } from '../../ticketmaster/common/http.ts';
import { idempotencyKey, keyReused } from '../../ticketmaster/common/idempotency.ts';
import { notFound, Problem } from '../../ticketmaster/common/problem.ts';
import { paymentsOfAnOrder } from '../../ticketmaster/payments/of-an-order.ts';
import { connectToPostgres } from '../../ticketmaster/postgres/database.ts';
import { migrate } from '../../ticketmaster/postgres/migrate.ts';
import { connectToRedis } from '../../ticketmaster/redis/connect.ts';
import { seatIdsFor } from '../../ticketmaster/tech-locking-and-transactions/contract/box-office.ts';
import { orderIdOf } from '../../ticketmaster/tech-locking-and-transactions/contract/routes.ts';
import { paymentTables, seatTables } from '../../ticketmaster/tech-locking-and-transactions/store/database.ts';
import { chargeFor, payments } from '../../ticketmaster/tech-locking-and-transactions/store/payments.ts';
import { holdTables, seatInventory } from '../../ticketmaster/tech-locking-and-transactions/store/seat-inventory.ts';
import {
  claimOrder,
  confirmOrder,
  priceOf,
  seatStore,
} from '../../ticketmaster/tech-locking-and-transactions/store/seats.ts';
import { append, appendAll, outboxIn } from '../../ticketmaster/tech-notifications/outbox/outbox.ts';
import { outboxTables } from '../../ticketmaster/tech-notifications/outbox/tables.ts';
import { sseChannel } from '../../ticketmaster/tech-notifications/sse/channel.ts';
import { connectForFanOut, redisFanOut } from '../../ticketmaster/tech-notifications/sse/fan-out.ts';
import { openStreams } from '../../ticketmaster/tech-notifications/sse/streams.ts';
import { requireAdmission } from '../../ticketmaster/tech-waiting-room/contract/require-admission.ts';
import { visitorRoutes } from '../../ticketmaster/tech-waiting-room/contract/routes.ts';
import { WaitingRooms } from '../../ticketmaster/tech-waiting-room/contract/waiting-room.ts';
import { relayAdmissions } from '../../ticketmaster/tech-waiting-room/ledger/admissions.ts';
import { redisLedger } from '../../ticketmaster/tech-waiting-room/ledger/redis-ledger.ts';
import { sharedSecret } from '../../ticketmaster/tech-waiting-room/ledger/shared-secret.ts';
import { redisStreamsLine, streamOf } from '../../ticketmaster/tech-waiting-room/redis-streams/line.ts';

const HOLD_MS = 60_000;

export async function openShop(urls: { pg: string; redis: string }, schema: string) {
  const db = connectToPostgres(urls.pg, { schema });
  await migrate(db, schema, { once: [seatTables, holdTables, paymentTables, outboxTables] });
  const redis = connectToRedis(urls.redis);

  // Who asks: sessions of the shop's own, which every part is told about.
  const sessions = new Map<string, string>();
  const authenticate = async (request: Request): Promise<string> => {
    const userId = sessions.get(request.headers.cookie?.match(/session=([\w-]+)/)?.[1] ?? '');
    if (!userId) throw new Problem(401, 'session-required', 'sign in first: POST /api/sessions/{userId}');
    return userId;
  };

  const outbox = outboxIn(db);
  const pair = connectForFanOut(urls.redis);
  const streams = openStreams({ heartbeatMs: 5_000 });
  const live = sseChannel({ db, outbox, authenticate, streams, fanOut: redisFanOut(pair, schema) });

  const store = seatStore(db);
  const relay = relayAdmissions(redis, async admissions => {
    const messages = admissions.map(({ id, visitorId, eventId, expiresAt }) => ({
      ...{ visitorId, type: 'waiting-room.admitted', data: { eventId }, dedupeKey: id, expiresAt },
    }));
    live.notify(await db.transaction(tx => appendAll(tx, messages)));
  });
  const ledger = redisLedger(redis, { lineOf: streamOf, keepAdmissions: 10_000 });
  const rooms = new WaitingRooms(redisStreamsLine(redis), ledger, sharedSecret(redis), {
    settings: { capacity: 1, admitPerSecond: 100, admissionSeconds: 600, noShowSeconds: 60, open: true },
    ...{ everyMs: 50, batch: 100, requeueAfterMs: 30_000, joinTimeoutMs: 5_000, maxRooms: 100 },
    eventExists: async eventId => (await store.seats(eventId)) !== undefined,
    onAdmitted: eventId => relay.wake(eventId),
  });

  const inventory = seatInventory();
  const provider = payments(db);
  const money = paymentsOfAnOrder(provider);

  /** Two seats for a minute: the order and the hold are there together, or neither is. */
  async function hold(userId: string, eventId: string, orderId: string, seatIds: string[]) {
    return db.transaction(async tx => {
      const known = await claimOrder(tx, { orderId, eventId, userId, seatIds, paymentToken: '' });
      if (known && known !== 'PENDING' && known.status === 'REFUSED') throw keyReused();
      const held = await inventory.hold(tx, { eventId, orderId, seatIds }, new Date(Date.now() + HOLD_MS));
      if (held.status === 'REFUSED') throw new Problem(409, 'seat-taken', `${held.seatIds}`, { seatIds: held.seatIds });
      return held;
    });
  }

  /** Money is set aside first; then the seats, the tickets, the capture and the message are one commit. */
  async function pay(userId: string, orderId: string, paymentToken: string) {
    const order = await store.order(orderId);
    if (order?.userId !== userId) throw notFound(`order ${orderId}`);
    const { eventId, seatIds } = order;
    const cents = seatIds.length * (await priceOf(db, eventId));
    if (!(await money.authorize(chargeFor({ orderId, eventId, paymentToken }, cents))))
      throw new Problem(402, 'payment-declined', 'the card was declined; the seats are held until their time is over');
    const { sold, told } = await db.transaction(async tx => {
      const confirmed = await inventory.confirm(tx, { eventId, orderId, seatIds });
      if (confirmed.status === 'REFUSED') throw new Problem(409, 'hold-lost', `${confirmed.seatIds}`);
      const known = await claimOrder(tx, { orderId, eventId, userId, seatIds, paymentToken: '' }); // its seats are locked
      if (known !== 'PENDING') return { sold: known, told: undefined }; // a second click
      await paymentsOfAnOrder(payments(tx)).capture(orderId);
      const sold = await confirmOrder(tx, { orderId, eventId }, seatIds, cents);
      const data = { orderId, eventId, seatIds };
      const message = { visitorId: userId, type: 'order.confirmed', data, dedupeKey: orderId, expiresAt: null };
      return { sold, told: await append(tx, message) };
    });
    if (told) live.notify([told]);
    return sold;
  }

  const routes = Router()
    .post('/api/sessions/:userId', (request, response) => {
      const session = randomBytes(16).toString('base64url');
      sessions.set(session, String(request.params.userId));
      response.writeHead(204, { 'set-cookie': `session=${session}; HttpOnly; SameSite=Strict` }).end();
    })
    .use(visitorRoutes(rooms, authenticate), live.routes)
    .post('/api/events/:eventId/orders', requireAdmission(rooms), json, async (request, response) => {
      const userId = await authenticate(request);
      if (response.locals.visitorId !== userId) throw new Problem(403, 'not-admitted', 'this admission is another’s');
      const orderId = orderIdOf(userId, idempotencyKey(request));
      send(response, 201, {
        orderId,
        ...(await hold(userId, String(request.params.eventId), orderId, request.body.seatIds)),
      });
    })
    .post('/api/orders/:orderId/payment', json, async (request, response) => {
      const userId = await authenticate(request);
      send(response, 200, await pay(userId, String(request.params.orderId), request.body.paymentToken));
    });

  const server = await listen(app(routes, live.ready), 0);
  return {
    url: server.url,
    putOnSale: (eventId: string) => store.putOnSale(eventId, seatIdsFor(10), 5_000),
    audit: (eventId: string) => store.auditWith(provider, eventId),
    async close() {
      const closed = server.close();
      await live.close();
      await closed;
      await rooms.close();
      await relay.close();
      pair.close();
      await redis.quit();
      await db.query(`drop schema ${schema} cascade`);
      await db.close();
    },
  };
}
