import { bearer, operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { figuresShown } from './figures.ts';
import type { Visitor } from './ledger.ts';
import type { WaitingRooms } from './waiting-room.ts';

/** What visitors and events may be called. */
export const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');
export const anEvent = z.strictObject({ eventId: id });
export const aVisitor = z.strictObject({ eventId: id, visitorId: id });
const count = (most: number, least = 1) => z.int().min(least).max(most);
export const settings = z
  .strictObject({
    capacity: count(1_000_000, 0),
    admitPerSecond: count(100_000),
    admissionSeconds: count(86_400),
    noShowSeconds: count(3_600),
    open: z.boolean(),
    draining: z.boolean(),
  })
  .partial()
  .refine(given => Object.keys(given).length > 0, 'must set at least one')
  .meta({ minProperties: 1 });

const ROOM = '/api/events/:eventId/waiting-room';

const NO_STORE = { 'cache-control': 'no-store' };

/** Who sends a request, by a session of the application's: a visitor id, or a Problem 401 or 403. */
export type Authenticate = (request: Request) => string | Promise<string>;

/**
 *   POST   …/waiting-room/{visitorId}       202 {visitorId, state, position, etaSeconds, joinedAt, placeToken} · 409 joined with another key, or nobody new may join
 *   GET    …/waiting-room/{visitorId}       200 WAITING with pollAfterSeconds | ADMITTED with admissionToken | EXPIRED · 404
 *   DELETE …/waiting-room/{visitorId}       204 leaves
 *   POST   …/waiting-room/{visitorId}/done  204 finished inside · 409 not inside · 404
 *
 * A join needs an Idempotency-Key, and gives out a place token; the other calls need that. The same key gets the same place and token
 * again: a key is as secret as the token. Where `authenticate` says who asks, neither key nor place token is needed. Who waits is also told
 * the `notice` of the event, where `noticeOf` has one; it is asked at each look, and so from memory.
 */
export function visitorRoutes(
  rooms: WaitingRooms,
  authenticate?: Authenticate,
  noticeOf: (eventId: string) => Promise<string | undefined> = async () => undefined,
): Router {
  /** Whose place it is: the visitor of the path. Answers the number of the place where a token says it. */
  async function holder(request: Request): Promise<{ eventId: string; visitorId: string; number?: number }> {
    const { eventId, visitorId } = valid(aVisitor, request.params);
    if (authenticate) {
      if ((await authenticate(request)) !== visitorId) throw notYours(visitorId);
      return { eventId, visitorId };
    }
    const token = bearer(request);
    if (!token)
      throw new Problem(401, 'place-token-required', 'send the placeToken of your join as Authorization: Bearer');
    const number = await rooms.numberOf(eventId, visitorId, token);
    if (number === undefined) throw notYours(visitorId);
    return { eventId, visitorId, number };
  }

  return Router()
    .post(`${ROOM}/:visitorId`, async (request, response) => {
      if (authenticate) {
        const { eventId, visitorId } = await holder(request);
        return send(response, 202, standing(await rooms.join(eventId, visitorId)));
      }
      const { eventId, visitorId } = valid(aVisitor, request.params);
      const visitor = await rooms.join(eventId, visitorId, secretKey(request));
      const placeToken = await rooms.placeTokenFor(eventId, visitor);
      send(response, 202, { ...standing(visitor), placeToken }, NO_STORE);
    })
    .get(`${ROOM}/:visitorId`, async (request, response) => {
      const { eventId, visitorId, number } = await holder(request);
      const visitor = await rooms.find(eventId, visitorId, number);
      if (!visitor) throw noPlace(eventId, visitorId);
      send(response, 200, await shown(rooms, eventId, visitor, noticeOf), NO_STORE);
    })
    .delete(`${ROOM}/:visitorId`, async (request, response) => {
      const { eventId, visitorId, number } = await holder(request);
      await rooms.leave(eventId, visitorId, number);
      response.writeHead(204).end();
    })
    .post(`${ROOM}/:visitorId/done`, async (request, response) => {
      const { eventId, visitorId, number } = await holder(request);
      const before = await rooms.done(eventId, visitorId, number);
      if (before === undefined) throw noPlace(eventId, visitorId);
      if (before === 'WAITING' || before === 'JOINING')
        throw new Problem(409, 'not-admitted', `${visitorId} has not been let in yet; to give up a place, DELETE it`);
      response.writeHead(204).end();
    });
}

/**
 *   GET …/waiting-room   200: how many wait, are inside, did not show up …
 *   PUT …/waiting-room   200, for the operator: any of the settings
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
    });
}

/** Whoever guesses a key gets the token of its place, so a short one is refused. */
function secretKey(request: Request): string {
  const key = idempotencyKey(request);
  if (key.length >= 16) return key;
  throw new Problem(400, 'invalid-request', 'Idempotency-Key: at least 16 characters that nobody guesses: a new UUID', {
    errors: [{ field: 'Idempotency-Key', message: 'too short' }],
  });
}

const notYours = (visitorId: string) =>
  new Problem(403, 'not-your-place', `what you sent does not show that the place of ${visitorId} is yours`);

const noPlace = (eventId: string, visitorId: string) => notFound(`visitor ${visitorId} of ${eventId}`);

/** Without a token also for one who is inside: only GET tells the ledger that the admission was picked up. */
function standing(visitor: Visitor) {
  const { visitorId, state } = visitor;
  const joinedAt = new Date(visitor.joinedAt).toISOString();
  if (state === 'ADMITTED')
    return { visitorId, state, position: 0, etaSeconds: 0, joinedAt, ...(visitor.slow && { slow: true }) };
  if (state === 'EXPIRED')
    return { visitorId, state, position: null, etaSeconds: null, joinedAt, reason: visitor.reason };
  if (state === 'JOINING') return { visitorId, state: 'WAITING', position: null, etaSeconds: null, joinedAt };
  const { position, etaSeconds, slow } = visitor;
  return { visitorId, state, position, etaSeconds, joinedAt, ...(slow && { slow }) };
}

async function shown(
  rooms: WaitingRooms,
  eventId: string,
  visitor: Visitor,
  noticeOf: (eventId: string) => Promise<string | undefined>,
) {
  const { position, etaSeconds, ...rest } = standing(visitor);
  switch (visitor.state) {
    case 'ADMITTED': {
      const admissionToken = await rooms.tokenFor(eventId, visitor);
      return { ...rest, position, etaSeconds, admissionToken, expiresAt: new Date(visitor.expiresAt).toISOString() };
    }
    case 'EXPIRED':
      return rest;
    case 'WAITING':
    case 'JOINING': {
      const pollAfterSeconds = pollAfter(position ?? 1, visitor.noShowSeconds);
      const notice = await noticeOf(eventId);
      return { ...rest, position, etaSeconds, pollAfterSeconds, ...(notice && { notice }) };
    }
  }
}

/** Seconds: a second for each hundred ahead, at most 20, and always three times before a visitor counts as gone. */
export const pollAfter = (position: number, noShowSeconds: number): number =>
  Math.min(Math.ceil(position / 100), 20, Math.floor(noShowSeconds * 2.5) / 10);
