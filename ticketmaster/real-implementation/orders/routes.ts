import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey, keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { orderIdOf } from '@ticketmaster/locking/routes';
import type { Database } from '@ticketmaster/postgres/database';
import { type Order, orderOf } from '@ticketmaster/two-phase-payments/orders';
import { anOrder, newPayment, refuse, seats } from '@ticketmaster/two-phase-payments/routes';
import type { Sale } from '@ticketmaster/two-phase-payments/sale';
import { type ShownOrder, shownOrder } from '@ticketmaster/two-phase-payments/shown';
import { anEvent, id } from '@ticketmaster/waiting-room/routes';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { type BestWish, bestSeats } from '../inventory/best-available.ts';
import type { Holds, HoldWish } from '../inventory/holds.ts';
import type { SeatMaps } from '../inventory/seat-maps.ts';
import type { ShopMetrics } from '../metrics/shop-metrics.ts';
import type { AdmissionCheck } from '../waiting-room/admission.ts';

const best = z.strictObject({ count: z.int().min(1).max(8), section: id.optional(), category: id.optional() });
export const newOrder = z.union(
  [z.strictObject({ seatIds: seats }), z.strictObject({ best })],
  'must be {seatIds: […]} or {best: {count, section?, category?}}',
);

export interface OrderRoutesParts {
  db: Database;
  holds: Holds;
  maps: SeatMaps;
  sale: Sale;
  authenticate: (request: Request) => Promise<string>;
  admitted: AdmissionCheck;
  /** Refuses who wants seats while the sale is not open. */
  onSale: (eventId: string) => Promise<void>;
  /** Somebody wants seats. */
  count: (eventId: string) => void;
  /** A visitor's holds cost them their place (holds.ts, unpaid-holds). */
  losesPlace: (eventId: string, userId: string) => Promise<void>;
  /** How long holds and confirms take, and which request is at work on which order. */
  metrics: Pick<ShopMetrics, 'timed' | 'atWork'>;
}

/** An order as its buyer sees it, and for how long its seats are held: a clock of theirs may be wrong. */
export type Shown = ShownOrder & { reservedForMs: number };

/** How often the best seats are looked for anew, when others took them in between. */
const TRIES = 5;

/**
 *   POST /api/events/{eventId}/orders     201 RESERVED · 409 seat-taken, sold-out · needs an Idempotency-Key
 *   GET  /api/orders                      200 {orders}: one's own, the newest first
 *   GET  /api/orders/{orderId}            200, 404
 *   POST /api/orders/{orderId}/confirm    200 CONFIRMED · 202 not decided yet · 402 payment-declined · 409 · needs an Idempotency-Key
 *
 * Before the routes of the payments, which cancel, refund, stream, and hear of the provider.
 */
export function orderRoutes(parts: OrderRoutesParts): Router {
  const { db, holds, maps, sale, authenticate, admitted, onSale, count, losesPlace, metrics } = parts;
  const { timed, atWork } = metrics;
  const shown = async (order: Order): Promise<Shown> => ({
    ...(await shownOrder(db, order)),
    reservedForMs: order.status === 'RESERVED' ? Math.max(0, order.reservedUntil.getTime() - Date.now()) : 0,
  });

  const shownAgain = (order: Order) => {
    atWork.isAbout(order);
    return shown(order);
  };

  /** What was just held need not be read again. */
  async function hold(wish: HoldWish): Promise<Shown> {
    const held = await holds.hold(wish);
    if (held.status === 'KNOWN') return shownAgain((await orderOf(db, wish.orderId))!);
    const { orderId, eventId, seatIds } = wish;
    atWork.isAbout({ orderId, requestId: wish.requestId });
    return {
      ...{
        orderId,
        eventId,
        status: 'RESERVED',
        seatIds,
        totalCents: held.totalCents,
        currency: 'EUR',
      },
      ...{ capturedCents: 0, refundedCents: 0, declined: null, tickets: [] },
      ...{ reservedUntil: held.reservedUntil.toISOString(), reservedForMs: held.reservedUntil.getTime() - Date.now() },
    };
  }

  /** Chooses, holds, and chooses again where others were faster. Of a double click the slower half may have chosen other seats: it is the same order. */
  async function holdBest(wish: Omit<HoldWish, 'seatIds'>, best: BestWish): Promise<Shown> {
    const known = async (): Promise<Shown | undefined> => {
      const order = await orderOf(db, wish.orderId);
      if (order && order.seatIds.length !== best.count) throw keyReused();
      return order && shownAgain(order);
    };
    const before = await known();
    if (before) return before;
    const map = await maps.of(wish.eventId);
    for (let tries = 1; ; tries++) {
      const chosen = map && bestSeats(map.seating, map.isFree, best);
      try {
        if (!chosen) throw new Problem(409, 'sold-out', `${best.count} seats are not free any more; nothing was held`);
        return await hold({ ...wish, seatIds: chosen });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (tries < TRIES && error.type === 'seat-taken') continue;
        if (error.retryable) throw error;
        const same = await known();
        if (same) return same;
        throw error;
      }
    }
  }

  return Router()
    .post('/api/events/:eventId/orders', json, async (request, response) => {
      const userId = await authenticate(request);
      const { eventId } = valid(anEvent, request.params);
      const body = validBody(newOrder, request);
      const orderId = orderIdOf(userId, idempotencyKey(request));
      const wanted = { orderId, eventId, userId, requestId: atWork.now()?.requestId };
      count(eventId);
      try {
        const held = await timed('hold', async () => {
          await onSale(eventId);
          const wish = { ...wanted, since: await admitted(request, { step: 'hold', ...wanted }) };
          return 'best' in body ? holdBest(wish, body.best) : hold({ ...wish, seatIds: body.seatIds });
        });
        send(response, 201, held);
      } catch (error) {
        if (error instanceof Problem && error.type === 'unpaid-holds') await losesPlace(eventId, userId);
        throw error;
      }
    })
    .get('/api/orders', async (request, response) => {
      const userId = await authenticate(request);
      const { rows } = await db.query<{ orderId: string }>(
        'select order_id as "orderId" from purchase where user_id = $1 order by created_at desc limit 100',
        [userId],
      );
      const orders = await Promise.all(rows.map(async ({ orderId }) => shown((await orderOf(db, orderId))!)));
      send(response, 200, { orders }, { 'cache-control': 'no-store' });
    })
    .get('/api/orders/:orderId', async (request, response) => {
      const order = await sale.mine(valid(anOrder, request.params).orderId, await authenticate(request));
      send(response, 200, await shown(order), { 'cache-control': 'no-store' });
    })
    .post('/api/orders/:orderId/confirm', json, async (request, response) => {
      const userId = await authenticate(request);
      const { orderId } = valid(anOrder, request.params);
      const { paymentMethod } = validBody(newPayment, request);
      const key = idempotencyKey(request);
      const before = await orderOf(db, orderId);
      if (before?.userId !== userId) throw notFound(`order ${orderId}`);
      atWork.isAbout(before);
      const { order, undecided } = await timed('confirm', async () => {
        const { eventId } = before;
        if (before.status === 'RESERVED') await admitted(request, { step: 'confirm', orderId, eventId, userId });
        const confirmed = await sale.confirm(orderId, userId, key, paymentMethod);
        if (!confirmed.undecided) refuse(confirmed.order);
        return confirmed;
      });
      const open = undecided || order.status !== 'CONFIRMED';
      send(response, open ? 202 : 200, await shown(order), open ? { 'retry-after': '1' } : {});
    });
}
