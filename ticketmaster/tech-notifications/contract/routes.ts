import { operatorOnly } from '@ticketmaster/common/bearer';
import { send } from '@ticketmaster/common/http';
import { idempotencyKey, keyReused } from '@ticketmaster/common/idempotency';
import { valid } from '@ticketmaster/common/validation';
import { Router } from 'express';
import { z } from 'zod';
import { type Authenticate, id, keyOf, theirOwn, wrongVisitor } from './authenticate.ts';
import type { Channel } from './channel.ts';
import type { Gate } from './gate.ts';
import type { Outbox } from './outbox.ts';

const aPlace = z.strictObject({ eventId: id, visitorId: id });
const anEvent = z.strictObject({ eventId: id });
/** A whole number as it stands in a query. */
export const inDigits = (most: number, least = 1) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least).max(most));
const howMany = z.strictObject({ count: inDigits(10_000), seconds: inDigits(86_400).optional() });
const newest = z.strictObject({ limit: inDigits(1_000).default(100) });

/**
 * The line to play with:
 *
 *   POST …/waiting-room/{visitorId}     200, also again {eventId, visitorId, place, ahead, state} · 403 another's visitorId
 *   POST …/admit?count=n&seconds=s      200 {eventId, admitted, notifications}, for the operator, with an Idempotency-Key
 */
export function gateRoutes(gate: Gate, usual: { seconds: number; operatorToken: string }): Router {
  return Router()
    .post('/api/events/:eventId/waiting-room/:visitorId', async (request, response) => {
      const { eventId, visitorId } = valid(aPlace, request.params);
      const place = await gate.join(eventId, visitorId, keyOf(request));
      if (place === 'WRONG_KEY') throw wrongVisitor(request, visitorId);
      send(response, 200, { eventId, visitorId, ...place });
    })
    .post('/api/events/:eventId/admit', operatorOnly(usual.operatorToken), async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const { count, seconds = usual.seconds } = valid(howMany, request.query);
      const admitted = await gate.admit({ eventId, count, key: idempotencyKey(request) }, seconds);
      if (admitted === 'KEY_REUSED') throw keyReused();
      const notifications = admitted.map(({ notificationId, visitorId, expiresAt }) => ({
        ...{ notificationId, visitorId, expiresAt }, // the token is the visitor's alone
      }));
      send(response, 200, { eventId, admitted: notifications.length, notifications });
    });
}

/** GET /api/visitors/{visitorId}/deliveries   200 each notification's attempts and state on this channel, for the visitor */
export function deliveryRoutes(outbox: Outbox, channel: Pick<Channel, 'name'>, authenticate: Authenticate): Router {
  return Router().get('/api/visitors/:visitorId/deliveries', async (request, response) => {
    const visitorId = await theirOwn(authenticate, request);
    const { limit } = valid(newest, request.query);
    send(response, 200, {
      visitorId,
      deliveries: await outbox.deliveries(channel.name, visitorId, Date.now(), limit),
    });
  });
}
