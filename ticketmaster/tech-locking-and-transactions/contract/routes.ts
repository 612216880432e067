import { createHash } from 'node:crypto';
import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey, keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { Router } from 'express';
import { z } from 'zod';
import { type BoxOffice, type Checkpoint, type Outcome, type Purchase, seatIdsFor } from './box-office.ts';

export const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
export const seatIds = z
  .array(id)
  .min(1)
  .max(8)
  .refine(ids => new Set(ids).size === ids.length, 'names a seat twice');
export const paymentToken = z.string().regex(/^[\w-]{1,255}$/, 'must be 1 to 255 letters, digits, _ or -');
const anEvent = z.strictObject({ eventId: id });
const newEvent = z.strictObject({
  eventId: id,
  seats: z.int().min(1).max(2_000),
  priceCents: z.int().min(0).max(10_000_000).default(5_000),
});
const newOrder = z
  .strictObject({
    userId: id,
    seatIds: seatIds.optional(),
    together: z.strictObject({ section: id, count: z.int().min(1).max(8) }).optional(),
    paymentToken,
  })
  .refine(({ seatIds, together }) => !seatIds !== !together, 'must have either seatIds or together');

export interface Selling {
  /** The way where a request names none. */
  usual: string;
  /** Ways that break a promise on purpose, and that only who started the server with ALLOW_UNSAFE=1 may ask for. */
  unsafe: { ways: string[]; allowed: boolean };
  /** Ways that can choose seats themselves. */
  choosing: string[];
  /** Who sends it as a bearer token puts events on sale and sees the audit; '' for nobody. */
  operatorToken: string;
  /** For experiments. */
  reached: Checkpoint;
}

/**
 *   POST /api/events                       201 {eventId, seats, priceCents} · 409 on sale already; for the operator
 *   POST /api/events/{eventId}/orders?way  201 CONFIRMED with tickets · 409 seat-taken · 402 payment-declined · 503 contended
 *   GET  /api/orders/{orderId}             200 · 404
 *   GET  /api/events/{eventId}/seats       200 {eventId, seats} · 404
 *   GET  /api/events/{eventId}/audit       200: what must be 0, and what is a fact · 404; for the operator
 *
 * An Idempotency-Key belongs to the user who sent it, and is known for as long as the order that it made: one that was sold as long as the
 * event, one that was declined for a day at least. Same key and same purchase, same answer, also 402; another purchase or another card under it is 422. One that was answered 409 or 503 has made no order, and is free.
 */
export function boxOfficeRoutes(
  office: BoxOffice,
  { usual, unsafe, choosing, operatorToken, reached }: Selling,
): Router {
  function wayOf(asked: unknown): string {
    const way = valid(z.enum(Object.keys(office.ways) as [string, ...string[]]), asked ?? usual);
    if (unsafe.ways.includes(way) && !unsafe.allowed)
      throw new Problem(
        403,
        'unsafe-way',
        `'${way}' breaks a promise on purpose; start the server with ALLOW_UNSAFE=1 to see it`,
      );
    return way;
  }
  const operator = operatorOnly(operatorToken);
  return Router()
    .post('/api/events', operator, json, async (request, response) => {
      const { eventId, seats, priceCents } = validBody(newEvent, request);
      if (!(await office.putOnSale(eventId, seatIdsFor(seats), priceCents)))
        throw new Problem(409, 'on-sale-already', `${eventId} is on sale already`);
      send(response, 201, { eventId, seats, priceCents });
    })
    .post('/api/events/:eventId/orders', json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const way = wayOf(request.query.way);
      const key = idempotencyKey(request);
      const { userId, seatIds = [], together, paymentToken } = validBody(newOrder, request);
      const orderId = orderIdOf(userId, key);
      if (together && !choosing.includes(way))
        throw new Problem(400, 'invalid-request', `together: the way '${way}' needs seatIds`, {
          errors: [{ field: 'together', message: `only for way ${choosing.join(', ') || '(none here)'}` }],
        });
      const purchase = {
        orderId,
        eventId,
        userId,
        seatIds: seatIds.toSorted(),
        paymentToken,
        ...(together && { together }),
      };
      const outcome = await office.ways[way]!(purchase, reached);
      if (outcome.status === 'REFUSED') throw refusal(purchase, outcome);
      send(response, 201, { orderId, eventId, userId, way, currency: 'EUR', ...outcome });
    })
    .get('/api/orders/:orderId', async (request, response) => {
      const { orderId } = valid(z.strictObject({ orderId: z.uuid() }), request.params);
      const order = await office.order(orderId);
      if (!order) throw notFound(`order ${orderId}`);
      send(response, 200, { ...order, currency: 'EUR' });
    })
    .get('/api/events/:eventId/seats', async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const seats = await office.seats(eventId);
      if (!seats) throw notFound(`event ${eventId}`);
      send(response, 200, { eventId, seats });
    })
    .get('/api/events/:eventId/audit', operator, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const audit = await office.audit(eventId);
      if (!audit) throw notFound(`event ${eventId}`);
      send(response, 200, audit);
    });
}

export function refusal({ seatIds, eventId }: Purchase, outcome: Outcome & { status: 'REFUSED' }): Problem {
  switch (outcome.reason) {
    case 'SEAT_TAKEN':
      return new Problem(409, 'seat-taken', 'somebody was faster; nothing was done', { seatIds: outcome.seatIds });
    case 'NO_SUCH_SEAT':
      return notFound(`${(outcome.seatIds.length ? outcome.seatIds : seatIds).join(', ') || 'a seat'} of ${eventId}`);
    case 'PAYMENT_DECLINED':
      return new Problem(402, 'payment-declined', 'the card was declined; no money was taken, no seat is kept');
    case 'KEY_REUSED':
      return keyReused();
  }
}

/** The order that a user's Idempotency-Key means, as a UUID (version 8: of our own making). */
export function orderIdOf(userId: string, key: string): string {
  const hex = createHash('sha256').update(`${userId} ${key}`).digest('hex'); // neither has a space in it
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
