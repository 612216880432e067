import { createHash } from 'node:crypto';
import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Events, ViewName } from './events.ts';
import type { Way } from './ways.ts';

const idPattern = /^[\w-]{1,64}$/;
const id = z.string().regex(idPattern, 'must be 1 to 64 letters, digits, _ or -');
const anEvent = z.strictObject({ eventId: id });
const newEvent = z.strictObject({
  eventId: id,
  name: z.string().min(1).max(200).default('A show'),
  venue: z.string().min(1).max(200).default('The hall'),
  startsAt: z.iso.datetime().default('2027-05-01T20:00:00Z'),
  priceCents: z.int().min(0).max(10_000_000).default(5_000),
  seats: z.int().min(1).max(20_000),
});
const aSale = z.strictObject({ seatId: id });
const aPage = z.strictObject({
  eventIds: z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(id).min(1).max(100)),
  way: z.string().optional(),
});

export interface Serving {
  events: Events;
  /** The ways to read, by their names in `?way=`; the first is the usual one. */
  ways: Record<string, Way>;
  /** Called for each read of an event. */
  seen: (eventId: string) => void;
  /** Called after each change that this process has made. */
  changed: () => void;
  /** The signed-in user; undefined where a reader is nobody. */
  authenticate: (request: Request) => Promise<string | undefined>;
  operatorToken: string;
  now?: () => number;
}

/**
 *   POST /api/events                        201 · 409 on sale already; for the operator
 *   GET  /api/events/{eventId}?way          200 details
 *   GET  /api/events/{eventId}/seat-map?way     200 seats and available seats of each section
 *   GET  /api/events/{eventId}/availability?way 200 available seats
 *   GET  /api/availability?eventIds=E1,E2&way   200 {events}: a page of at most 100; those that do not exist are left out
 *   POST /api/events/{eventId}/sell         200 sold · 404 · 409 seat-taken; with Idempotency-Key
 *
 * Reads say where they came from: `X-Cache: l1 | l2 | db | stale`, `Age` in seconds (RFC 9111), `X-Age-Ms`. 503 with Retry-After when no tier has
 * it and the database has too many readers. Selling asks the database alone.
 */
export function eventRoutes({
  events,
  ways,
  seen,
  changed,
  authenticate,
  operatorToken,
  now = Date.now,
}: Serving): Router {
  const wayNames = Object.keys(ways) as [string, ...string[]];
  const aQuery = z.strictObject({ way: z.enum(wayNames).default(wayNames[0]) });
  const usual = ways[wayNames[0]]!;
  const wayOf = (query: unknown): Way => ways[valid(aQuery, query).way]!;

  const show =
    (view: ViewName): RequestHandler =>
    async (request, response) => {
      const asked = String(request.params.eventId);
      const { eventId } = idPattern.test(asked) ? { eventId: asked } : valid(anEvent, request.params);
      const { read } = request.url.includes('?') ? wayOf(request.query) : usual;
      seen(eventId);
      const found = await read(view, eventId, await readerOf(request));
      if (!found) throw notFound(`event ${eventId}`);
      sendText(response, found.value, found.from, Math.max(0, now() - found.readAt));
    };

  /** Whom the shard is chosen by: a user always reads the same one; a stranger any. */
  const readerOf = async (request: Request) => (await authenticate(request)) ?? `stranger ${strangers++ % 1_000}`;
  let strangers = 0;

  return Router()
    .get('/api/events/:eventId/availability', show('availability')) // first what is asked for most: routes are tried in their order
    .get('/api/events/:eventId/seat-map', show('seat-map'))
    .get('/api/events/:eventId', show('event'))
    .get('/api/availability', async (request, response) => {
      const { eventIds, way } = valid(aPage, request.query);
      for (const eventId of eventIds) seen(eventId);
      const found = await wayOf({ way }).readMany('availability', [...new Set(eventIds)], await readerOf(request));
      const there = found.filter(one => one !== undefined);
      sendText(response, `{"events":[${there.map(({ value }) => value).join(',')}]}`);
    })
    .post('/api/events', operatorOnly(operatorToken), json, async (request, response) => {
      const event = validBody(newEvent, request);
      if (!(await events.open(event))) throw new Problem(409, 'on-sale-already', `${event.eventId} is on sale already`);
      changed();
      send(response, 201, event);
    })
    .post('/api/events/:eventId/sell', json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const userId = await authenticate(request);
      if (!userId) throw new Problem(401, 'sign-in', 'say who you are: Authorization: Bearer <name>');
      const orderId = orderIdOf(userId, idempotencyKey(request));
      const { seatId } = validBody(aSale, request);
      const sold = await events.sell(eventId, seatId, orderId);
      if (!sold) throw new Problem(409, 'seat-taken', `seat ${seatId} has been sold to somebody else`);
      changed();
      send(response, 200, { ...sold, userId });
    });
}

/** A key belongs to the user who sent it. */
function orderIdOf(userId: string, key: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([userId, key]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`; // a UUID of version 8
}

/** Answers text that is JSON already: nothing is parsed or built on the way from a cache to the reader. With where it came from, and its age. */
function sendText(response: Response, text: string, from?: string, ageMs = 0): void {
  const headers: Record<string, string | number> = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  };
  if (from) {
    headers['x-cache'] = from;
    headers.age = Math.floor(ageMs / 1_000);
    headers['x-age-ms'] = Math.round(ageMs);
  }
  response.writeHead(200, headers);
  response.end(text);
}
