import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey, keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { Router } from 'express';
import { z } from 'zod';
import type { BoxOffice } from './box-office.ts';
import type { Catalog } from './catalog.ts';

const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
const words = z.string().regex(/^[^\p{Cc}]{1,100}$/u, 'must be 1 to 100 characters, none of them a control character');
const time = z.iso.datetime({ offset: true, error: 'must be a time as in 2027-06-18T19:00:00Z' }).pipe(z.coerce.date());
const count = (most: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1')
    .transform(Number)
    .pipe(z.number().max(most));

const anEvent = z.strictObject({ eventId: id });
const anOrder = z.strictObject({ orderId: z.uuid('must be a UUID') });
const search = z.strictObject({
  ...{ q: words.optional(), from: time.optional(), to: time.optional() },
  page: count(100_000).default(1),
  pageSize: count(100).default(20),
});
const newOrder = z.strictObject({
  userId: id,
  seatIds: z
    .array(id)
    .min(1)
    .max(8, 'at most 8 seats in one order')
    .refine(seats => new Set(seats).size === seats.length, 'names a seat twice'),
});
const newPayment = z.strictObject({ paymentToken: id });

/** GET /api/events · …/{eventId} · …/{eventId}/seats: what is on, and what is left. */
export function catalogRoutes(catalog: Catalog): Router {
  return Router()
    .get('/api/events', async (request, response) => {
      const wanted = valid(search, request.query);
      const { events, total } = await catalog.search(wanted);
      send(response, 200, { events, page: wanted.page, pageSize: wanted.pageSize, total });
    })
    .get('/api/events/:eventId', async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const event = await catalog.event(eventId);
      if (!event) throw notFound(`event ${eventId}`);
      send(response, 200, event);
    })
    .get('/api/events/:eventId/seats', async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const seats = await catalog.seats(eventId);
      if (seats.length === 0) throw notFound(`event ${eventId}`);
      send(response, 200, { eventId, seats });
    });
}

/** POST /api/events/{eventId}/orders · POST /api/orders/{orderId}/payment · GET and DELETE /api/orders/{orderId}. */
export function orderRoutes(boxOffice: BoxOffice): Router {
  return Router()
    .post('/api/events/:eventId/orders', json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const key = idempotencyKey(request);
      const reserved = await boxOffice.reserve(key, { eventId, ...validBody(newOrder, request) });
      switch (reserved.outcome) {
        case 'RESERVED':
          return send(response, 201, reserved.order, { location: `/api/orders/${reserved.order.orderId}` });
        case 'SEAT_TAKEN':
          throw new Problem(409, 'seat-taken', `taken: ${reserved.seats.join(', ')}`, { seatIds: reserved.seats });
        case 'NO_SUCH_SEAT':
          throw new Problem(404, 'not-found', `no such seats: ${reserved.seats.join(', ')}`, {
            seatIds: reserved.seats,
          });
        case 'NO_SUCH_EVENT':
          throw notFound(`event ${eventId}`);
        case 'KEY_REUSED':
          throw keyReused();
      }
    })
    .post('/api/orders/:orderId/payment', json, async (request, response) => {
      const { orderId } = valid(anOrder, request.params);
      const key = idempotencyKey(request);
      const { paymentToken } = validBody(newPayment, request);
      const paid = await boxOffice.pay(key, orderId, paymentToken);
      switch (paid.outcome) {
        case 'CONFIRMED':
          return send(response, 200, { ...paid.order, tickets: paid.tickets });
        case 'DECLINED':
          throw new Problem(
            402,
            'payment-declined',
            'the card was declined; the seats stay yours until the order expires',
          );
        case 'PAYMENT_TIMED_OUT':
          throw new Problem(504, 'payment-timeout', 'the payment provider did not answer; no money was taken', {
            retryable: true,
          });
        case 'EXPIRED':
          throw new Problem(410, 'order-expired', 'the time to pay is over; no money was taken');
        case 'CANCELLED':
          throw new Problem(409, 'order-cancelled', 'this order was cancelled; no money was taken');
        case 'ALREADY_PAID':
          throw new Problem(
            409,
            'order-already-paid',
            'this order was paid by another request; no more money was taken',
          );
        case 'NO_SUCH_ORDER':
          throw notFound(`order ${orderId}`);
        case 'KEY_REUSED':
          throw keyReused();
      }
    })
    .get('/api/orders/:orderId', async (request, response) => {
      const { orderId } = valid(anOrder, request.params);
      const found = await boxOffice.order(orderId);
      if (!found) throw notFound(`order ${orderId}`);
      send(response, 200, { ...found.order, tickets: found.tickets });
    })
    .delete('/api/orders/:orderId', async (request, response) => {
      const { orderId } = valid(anOrder, request.params);
      const cancelled = await boxOffice.cancel(orderId);
      if (cancelled === 'NO_SUCH_ORDER') throw notFound(`order ${orderId}`);
      if (cancelled === 'ALREADY_PAID')
        throw new Problem(409, 'order-already-paid', 'a paid order cannot be cancelled here');
      response.writeHead(204).end();
    });
}
