import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey } from '@ticketmaster/common/idempotency';
import { notFound } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { id, orderIdOf, paymentToken, refusal, seatIds } from '@ticketmaster/locking/routes';
import { Router } from 'express';
import { z } from 'zod';
import type { ShardedBoxOffice } from './box-office.ts';

const severalEvents = z
  .strictObject({
    userId: id,
    parts: z
      .array(z.strictObject({ eventId: id, seatIds }))
      .min(1)
      .max(4),
    paymentToken,
  })
  .refine(
    ({ parts }) => new Set(parts.map(({ eventId }) => eventId)).size === parts.length,
    'parts: names an event twice',
  );
const scan = z.strictObject({ way: z.enum(['routed', 'fdw']).default('routed') });

/**
 * What only this lesson has:
 *   POST /api/orders          several events at once: 201 · 422 two-nodes where they are not on one node; else as an order for one
 *   GET  /api/events/{eventId}/node  200 {eventId, node} · 404; for the operator
 *   GET  /api/overview?way    200 {events, seats, sold, missing} · 503 with way=fdw while a node is away; for the operator
 */
export function shardedRoutes(office: ShardedBoxOffice, operatorToken: string): Router {
  const operator = operatorOnly(operatorToken);
  return Router()
    .post('/api/orders', json, async (request, response) => {
      const key = idempotencyKey(request);
      const { userId, parts, paymentToken } = validBody(severalEvents, request);
      const sorted = parts
        .map(({ eventId, seatIds }) => ({ eventId, seatIds: seatIds.toSorted() }))
        .toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));
      const whole = { userId, paymentToken, partOf: JSON.stringify(sorted) };
      // The key itself is the first part's: another wish under it meets that order, whatever its events.
      const purchases = sorted.map((part, i) => ({
        ...part,
        ...whole,
        orderId: orderIdOf(userId, i ? `${key}/${i}` : key),
      }));
      const outcomes = await office.together(purchases, () => {});
      for (const outcome of outcomes) if (outcome.status === 'REFUSED') throw refusal(purchases[0]!, outcome);
      const sold = outcomes.map((outcome, i) => ({
        orderId: purchases[i]!.orderId,
        eventId: sorted[i]!.eventId,
        ...outcome,
      }));
      send(response, 201, { userId, currency: 'EUR', parts: sold });
    })
    .get('/api/events/:eventId/node', operator, async (request, response) => {
      const { eventId } = valid(z.strictObject({ eventId: id }), request.params);
      const node = await office.nodeOf(eventId);
      if (!node) throw notFound(`event ${eventId}`);
      send(response, 200, { eventId, node });
    })
    .get('/api/overview', operator, async (request, response) => {
      const { way } = valid(scan, request.query);
      send(response, 200, await office.overview[way]());
    });
}
