import { bearer, operatorOnly } from '@ticketmaster/common/bearer';
import { send } from '@ticketmaster/common/http';
import { idempotencyKey, keyReused } from '@ticketmaster/common/idempotency';
import { Problem, requestIdOf } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Gate } from './gate.ts';
import type { Outbox } from './outbox.ts';

export const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
export const aVisitor = z.strictObject({ visitorId: id });
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
 *   POST …/waiting-room/{visitorId}             200, also again {eventId, visitorId, place, ahead, state} · 403 another's visitorId
 *   POST …/admit?count=n&seconds=s              200 {eventId, admitted, notifications}, for the operator, with an Idempotency-Key
 *   GET  /api/visitors/{visitorId}/deliveries   200 each notification's attempts and state, for the visitor
 */
export function gateRoutes(gate: Gate, outbox: Outbox, usual: { seconds: number; operatorToken: string }): Router {
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
    })
    .get('/api/visitors/:visitorId/deliveries', async (request, response) => {
      const visitorId = await authenticated(outbox, request);
      const { limit } = valid(newest, request.query);
      send(response, 200, { visitorId, deliveries: await outbox.deliveries(visitorId, Date.now(), limit) });
    });
}

/**
 * The visitor of the path, who has shown the key that they joined with. 401 without a key; 403 for another's, and the same for a visitor
 * who is not there, so that nobody learns who is.
 */
export async function authenticated(outbox: Outbox, request: Request, key = keyOf(request)): Promise<string> {
  const { visitorId } = valid(aVisitor, { visitorId: request.params.visitorId });
  if (!(await outbox.isKeyOf(visitorId, key))) throw wrongVisitor(request, visitorId);
  return visitorId;
}

const keyShape = /^[\w.~-]{16,128}$/;

function keyOf(request: Request): string {
  const key = bearer(request);
  if (key !== undefined && keyShape.test(key)) return key;
  const detail = 'send a key of your own, 16 to 128 letters and digits, as Authorization: Bearer <key>';
  throw new Problem(401, 'key-required', detail);
}

/** Logged, without the key: who tries doors is worth knowing. */
function wrongVisitor(request: Request, visitorId: string): Problem {
  const at = { time: new Date().toISOString(), requestId: requestIdOf(request) };
  console.error(JSON.stringify({ ...at, refused: 'wrong-visitor', visitorId, where: request.path }));
  return new Problem(403, 'wrong-visitor', `this is not the key that ${visitorId} joined with`);
}
