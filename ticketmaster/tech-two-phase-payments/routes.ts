import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey } from '@ticketmaster/common/idempotency';
import { Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { orderIdOf } from '@ticketmaster/locking/routes';
import type { Database } from '@ticketmaster/postgres/database';
import { type Request, type Response, Router, raw } from 'express';
import { z } from 'zod';
import { isUnsold } from './order-states.ts';
import type { Order } from './orders.ts';
import type { Sale } from './sale.ts';
import { shownOrder } from './shown.ts';
import type { OrderStreams } from './streams.ts';
import type { webhookInbox } from './webhook-inbox.ts';

const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
const anEvent = z.strictObject({ eventId: id });
export const anOrder = z.strictObject({ orderId: z.uuid('must be a UUID') });
/** 1 to 8, each once. */
export const seats = z
  .array(id)
  .min(1)
  .max(8, 'at most 8 seats in one order')
  .refine(seatIds => new Set(seatIds).size === seatIds.length, 'names a seat twice')
  .meta({ uniqueItems: true });
const newOrder = z.strictObject({
  seatIds: seats,
  /** Some of the seats are better than none, should others be lost while the card is asked. */
  acceptFewer: z.boolean().default(false),
  fault: z.string().max(200).optional(),
});
export const newPayment = z.strictObject({
  paymentMethod: z
    .string()
    .regex(/^pm_\w{1,60}$/, 'must be pm_…')
    .meta({ examples: ['pm_card_visa', 'pm_card_visa_chargeDeclined'] }),
});
export const tickets = z.strictObject({ seatIds: seats.optional() });

export interface RoutesParts {
  db: Database;
  sale: Sale;
  inbox: ReturnType<typeof webhookInbox>;
  streams: OrderStreams;
  /** Who asks. */
  authenticate(request: Request): Promise<string>;
  /** Whether an order may name what the stand-in shall do wrong. */
  allowFaults: boolean;
}

/**
 *   POST /api/events/{eventId}/orders     201 RESERVED · 409 seat-taken · needs an Idempotency-Key
 *   POST /api/orders/{orderId}/confirm    200 CONFIRMED · 202 not decided yet · 402 payment-declined · 409 · needs an Idempotency-Key
 *   POST /api/orders/{orderId}/cancel     200, 202   whatever it has reached
 *   POST /api/orders/{orderId}/refund     200, 202   {seatIds?}: some tickets, or all
 *   GET  /api/orders/{orderId}            200, 404
 *   GET  /api/orders/{orderId}/stream     server-sent events: `order`, each time its status changes
 *   POST /api/webhooks/provider           204 · 400 where the signature is not right
 */
export function orderRoutes({ db, sale, inbox, streams, authenticate, allowFaults }: RoutesParts): Router {
  const idOf = (request: Request) => valid(anOrder, request.params).orderId;

  async function answer(response: Response, order: Order, undecided: boolean, status = 200): Promise<void> {
    const shown = await shownOrder(db, order);
    if (!undecided) return send(response, status, shown);
    const detail = 'the payment provider has not said yet what became of it; nothing is lost, and this order will tell';
    send(response, 202, { ...shown, detail }, { 'retry-after': '1' });
  }

  return Router()
    .post('/api/events/:eventId/orders', json, async (request, response) => {
      const userId = await authenticate(request);
      const { eventId } = valid(anEvent, request.params);
      const { fault, ...wish } = validBody(newOrder, request);
      if (fault !== undefined && !allowFaults)
        throw new Problem(403, 'no-faults', 'start the server with ALLOW_FAULTS=1 to order a fault');
      const orderId = orderIdOf(userId, idempotencyKey(request));
      const { order, undecided } = await sale.place(orderId, { eventId, userId, ...wish }, fault ?? null);
      await answer(response, order, undecided, 201);
    })
    .post('/api/orders/:orderId/confirm', json, async (request, response) => {
      const userId = await authenticate(request);
      const { paymentMethod } = validBody(newPayment, request);
      const { order, undecided } = await sale.confirm(idOf(request), userId, idempotencyKey(request), paymentMethod);
      if (!undecided) refuse(order);
      await answer(response, order, undecided || order.status !== 'CONFIRMED');
    })
    .post('/api/orders/:orderId/cancel', async (request, response) => {
      const { order, undecided } = await sale.cancel(idOf(request), await authenticate(request));
      await answer(response, order, undecided);
    })
    .post('/api/orders/:orderId/refund', json, async (request, response) => {
      const userId = await authenticate(request);
      const { seatIds } = isEmpty(request) ? {} : validBody(tickets, request);
      const { order, undecided } = await sale.refund(idOf(request), userId, seatIds);
      await answer(response, order, undecided);
    })
    .get('/api/orders/:orderId', async (request, response) => {
      await answer(response, await sale.mine(idOf(request), await authenticate(request)), false);
    })
    .get('/api/orders/:orderId/stream', async (request, response) => {
      const order = await sale.mine(idOf(request), await authenticate(request));
      await streams.open(order.orderId, response);
    })
    .post('/api/webhooks/provider', raw({ type: '*/*', limit: '256kb' }), async (request, response) => {
      const signature = request.get('stripe-signature');
      if (!signature || !Buffer.isBuffer(request.body))
        throw new Problem(400, 'bad-signature', 'Stripe-Signature: is missing');
      await inbox.receive(request.body, signature);
      response.writeHead(204).end();
    });
}

/** Nothing was sent, and not something that was not understood. */
const isEmpty = (request: Request) =>
  request.get('transfer-encoding') === undefined && !Number(request.get('content-length') ?? 0);

/** What has become of an order that was to be confirmed, where it was not. */
export function refuse(order: Order): void {
  if (order.status === 'RESERVED' && order.declined)
    throw new Problem(
      402,
      'payment-declined',
      `the card was declined (${order.declined}); the seats stay held until ${order.reservedUntil.toISOString()}`,
      {
        declined: order.declined,
      },
    );
  if (isUnsold(order.status))
    throw new Problem(409, 'order-ended', `the order is ${order.status}: the seats were lost; no money was taken`, {
      orderStatus: order.status,
    });
}
