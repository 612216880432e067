import { bearer, operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { Router } from 'express';
import { z } from 'zod';
import { figuresShown } from './figures.ts';
import type { Visitor } from './ledger.ts';
import type { WaitingRooms } from './waiting-room.ts';

const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
const anEvent = z.strictObject({ eventId: id });
const aVisitor = z.strictObject({ eventId: id, visitorId: id });
const count = (most: number, least = 1) => z.int().min(least).max(most);
const settings = z
  .strictObject({
    capacity: count(1_000_000, 0),
    admitPerSecond: count(100_000),
    admissionSeconds: count(86_400),
    noShowSeconds: count(3_600),
    open: z.boolean(),
  })
  .partial()
  .refine(given => Object.keys(given).length > 0, 'must set at least one');

const ROOM = '/api/events/:eventId/waiting-room';

/**
 *   POST   …/waiting-room/{visitorId}       202 {visitorId, state, position, etaSeconds, joinedAt}
 *   GET    …/waiting-room/{visitorId}       200 WAITING with pollAfterSeconds | ADMITTED with admissionToken | EXPIRED · 404
 *   DELETE …/waiting-room/{visitorId}       204 leaves
 *   POST   …/waiting-room/{visitorId}/done  204 finished inside · 409 not inside · 404
 */
export function visitorRoutes(rooms: WaitingRooms): Router {
  return Router()
    .post(`${ROOM}/:visitorId`, async (request, response) => {
      const { eventId, visitorId } = valid(aVisitor, request.params);
      send(response, 202, standing(await rooms.join(eventId, visitorId)));
    })
    .get(`${ROOM}/:visitorId`, async (request, response) => {
      const { eventId, visitorId } = valid(aVisitor, request.params);
      const visitor = await rooms.find(eventId, visitorId);
      if (!visitor) throw notFound(`visitor ${visitorId} of ${eventId}`);
      send(response, 200, await shown(rooms, eventId, visitor));
    })
    .delete(`${ROOM}/:visitorId`, async (request, response) => {
      const { eventId, visitorId } = valid(aVisitor, request.params);
      await rooms.leave(eventId, visitorId);
      response.writeHead(204).end();
    })
    .post(`${ROOM}/:visitorId/done`, async (request, response) => {
      const { eventId, visitorId } = valid(aVisitor, request.params);
      const before = await rooms.done(eventId, visitorId);
      if (before === undefined) throw notFound(`visitor ${visitorId} of ${eventId}`);
      if (before === 'WAITING' || before === 'JOINING')
        throw new Problem(409, 'not-admitted', `${visitorId} has not been let in yet; to give up a place, DELETE it`);
      response.writeHead(204).end();
    });
}

/**
 *   GET …/waiting-room             200: how many wait, are inside, did not show up …
 *   PUT …/waiting-room             200, for the operator: any of the settings
 *   GET /api/events/{eventId}/seats  200 with an admission token, else 401 or 403
 */
export function roomRoutes(rooms: WaitingRooms, operatorToken: string): Router {
  return Router()
    .get(ROOM, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      send(response, 200, figuresShown(await rooms.figures(eventId)));
    })
    .put(ROOM, operatorOnly(operatorToken), json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      await rooms.configure(eventId, validBody(settings, request) as Parameters<WaitingRooms['configure']>[1]);
      send(response, 200, figuresShown(await rooms.figures(eventId)));
    })
    .get('/api/events/:eventId/seats', async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const token = bearer(request);
      if (!token) throw new Problem(401, 'admission-required', 'send your admission as Authorization: Bearer <token>');
      const visitorId = await rooms.passes(eventId, token);
      if (!visitorId)
        throw new Problem(403, 'not-admitted', `this token does not let you in to ${eventId}: not ours, or over`);
      send(response, 200, { eventId, visitorId, seats });
    });
}

/** What is behind the gate is another lesson's; these stand for it. */
const seats = ['A-1', 'A-2', 'A-3', 'A-4'].map(seatId => ({ seatId, status: 'AVAILABLE' }));

/** Without a token also for one who is inside: only GET tells the ledger that the admission was picked up. */
function standing(visitor: Visitor) {
  const { visitorId, state } = visitor;
  const joinedAt = new Date(visitor.joinedAt).toISOString();
  if (state === 'ADMITTED') return { visitorId, state, position: 0, etaSeconds: 0, joinedAt };
  const { position = null, etaSeconds = null } = visitor as Partial<Visitor & { state: 'WAITING' }>;
  return { visitorId, state: state === 'JOINING' ? 'WAITING' : state, position, etaSeconds, joinedAt };
}

async function shown(rooms: WaitingRooms, eventId: string, visitor: Visitor) {
  const { position, etaSeconds, ...rest } = standing(visitor);
  switch (visitor.state) {
    case 'ADMITTED': {
      const admissionToken = await rooms.tokenFor(eventId, visitor);
      return { ...rest, position, etaSeconds, admissionToken, expiresAt: new Date(visitor.expiresAt).toISOString() };
    }
    case 'EXPIRED':
      return { ...rest, reason: visitor.reason };
    case 'WAITING':
    case 'JOINING':
      return { ...rest, position, etaSeconds, pollAfterSeconds: pollAfter(position ?? 1, visitor.noShowSeconds) };
  }
}

/** Seconds: a second for each hundred ahead, at most 20, and always three times before a visitor counts as gone. */
export const pollAfter = (position: number, noShowSeconds: number): number =>
  Math.min(Math.ceil(position / 100), 20, Math.floor(noShowSeconds * 2.5) / 10);
