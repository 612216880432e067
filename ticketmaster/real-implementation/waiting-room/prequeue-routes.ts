import { send } from '@ticketmaster/common/http';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import type { Database } from '@ticketmaster/postgres/database';
import { type Authenticate, anEvent, id, pollAfter } from '@ticketmaster/waiting-room/routes';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { SaleStatus, Show } from '../catalog/shows.ts';
import { entryOf } from './draw-order.ts';
import { underWay } from './draws.ts';
import { type DrawState, type Prequeue, STATE, type Standing } from './prequeue.ts';

export interface PrequeueRoutesParts {
  db: Database;
  prequeue: Prequeue;
  show: (eventId: string) => Promise<Pick<Show, 'status' | 'notice'> | undefined>;
  authenticate: Authenticate;
  /** Of which a browser has one; undefined where it is not known, or not asked for. */
  deviceOf: (request: Request) => Promise<string | undefined>;
  /** As rooms have it: a visitor asks at least three times within that. */
  noShowSeconds: number;
}

const aVisitor = z.strictObject({ eventId: id, visitorId: id });
export const page = z.strictObject({ after: z.coerce.number().pipe(z.int().min(0).max(10_000_000)).default(0) });

/** Places in one answer. */
const A_PAGE = 10_000;

/**
 * Before a sale opens these stand in front of the routes of the waiting room, with the same paths:
 *   POST   …/waiting-room/{userId}    202 {visitorId, state: PREQUEUE, entrants, commitment, joinedAt, …} · 503 full, or the draw is under way
 *   GET    …/waiting-room/{userId}    200 the same, with pollAfterSeconds · 404
 *   DELETE …/waiting-room/{userId}    204 leaves · 503 the draw is under way
 * And for everybody:
 *   GET …/draw                        200 {state: COLLECTING | DRAWING | DRAWN, commitment, entrants, listHash, seed} · 404
 *   GET …/draw/places?after           200 {places: [{place, entry}]}: ten thousand of them after that place · 404 not drawn yet
 *   GET …/draw/{userId}               200 {place, entrants, entry}, of the own session · 404
 */
export function prequeueRoutes(parts: PrequeueRoutesParts): Router {
  const { db, prequeue, show, authenticate, deviceOf, noShowSeconds } = parts;
  async function own(request: Request): Promise<{ eventId: string; visitorId: string }> {
    const wanted = valid(aVisitor, request.params);
    if ((await authenticate(request)) === wanted.visitorId) return wanted;
    throw new Problem(403, 'not-your-place', `the place of ${wanted.visitorId} is not yours`);
  }

  /**
   * What is known of a show may be old, but is never ahead: only one that is known to be on sale is past its draw for certain. For all others
   * PostgreSQL is asked, so that nobody reaches the room, and no gate opens it, while a draw is under way.
   */
  const known = (eventId: unknown) => show(valid(anEvent, { eventId }).eventId);
  const statusOf = async (eventId: unknown): Promise<SaleStatus | undefined> => (await known(eventId))?.status;

  const shown = (visitorId: string, { entrants, commitment, joinedAt }: Standing, notice = '') => ({
    ...{ visitorId, state: 'PREQUEUE', position: null, etaSeconds: null, joinedAt, entrants, commitment },
    ...(notice && { notice }),
    pollAfterSeconds: pollAfter(Math.max(entrants, 1), noShowSeconds),
  });

  const ROOM = '/api/events/:eventId/waiting-room/:visitorId';
  const DRAW = '/api/events/:eventId/draw';
  return Router()
    .post(ROOM, async (request, response, next) => {
      const status = await statusOf(request.params.eventId);
      if (status === 'ON_SALE' || status === 'CLOSED') return next();
      const { eventId, visitorId } = await own(request);
      const standing = await prequeue.join(eventId, visitorId, await deviceOf(request));
      if (!standing) return next();
      if (standing.state === 'DRAWN' || !standing.joinedAt) throw underWay(eventId);
      send(response, 202, shown(visitorId, standing), NO_STORE);
    })
    .get(ROOM, async (request, response, next) => {
      const event = await known(request.params.eventId);
      if (event?.status === 'ON_SALE') return next();
      const { eventId, visitorId } = await own(request);
      const standing = await prequeue.find(eventId, visitorId);
      if (!standing || standing.state === 'DRAWN') return next();
      if (!standing.joinedAt) throw notFound(`visitor ${visitorId} of ${eventId}`);
      send(response, 200, shown(visitorId, standing, event?.notice), NO_STORE);
    })
    .delete(ROOM, async (request, response, next) => {
      if ((await statusOf(request.params.eventId)) === 'ON_SALE') return next();
      const { eventId, visitorId } = await own(request);
      const state = await prequeue.leave(eventId, visitorId);
      if (!state || state === 'DRAWN') return next();
      if (state === 'DRAWING') throw underWay(eventId);
      response.writeHead(204).end();
    })
    .get(DRAW, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const draw = await drawOf(db, eventId);
      send(response, 200, draw, NO_STORE);
    })
    .get(`${DRAW}/places`, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const { after } = valid(page, request.query);
      if ((await drawOf(db, eventId)).state !== 'DRAWN')
        throw notFound(`the order of ${eventId} (it is not drawn yet)`);
      const { rows } = await db.query<{ place: number; visitorId: string }>(
        'select place, visitor_id as "visitorId" from entrant where event_id = $1 and place > $2 order by place limit $3',
        [eventId, after, A_PAGE],
      );
      const places = rows.map(({ place, visitorId }) => ({ place, entry: entryOf(eventId, visitorId) }));
      send(response, 200, { places }, { 'cache-control': 'public, max-age=60' });
    })
    .get(`${DRAW}/:visitorId`, async (request, response) => {
      const { eventId, visitorId } = await own(request);
      const { rows } = await db.query<{ place: number; entrants: number }>(
        `select place, entrants from entrant join draw using (event_id)
          where event_id = $1 and visitor_id = $2 and drawn_at is not null`,
        [eventId, visitorId],
      );
      if (!rows[0]) throw notFound(`a place of ${visitorId} in the draw of ${eventId}`);
      send(response, 200, { ...rows[0], entry: entryOf(eventId, visitorId) }, NO_STORE);
    });
}

export interface DrawShown {
  state: DrawState;
  commitment: string;
  entrants: number;
  /** Null until the list is fixed. */
  listHash: string | null;
  /** Hex; null until it is DRAWN. */
  seed: string | null;
}

async function drawOf(db: Database, eventId: string): Promise<DrawShown> {
  const { rows } = await db.query<DrawShown>(
    `select ${STATE} as state, commitment, entrants, list_hash as "listHash",
            case when drawn_at is not null then encode(seed, 'hex') end as seed
       from draw where event_id = $1`,
    [eventId],
  );
  if (!rows[0]) throw notFound(`a draw of event ${eventId}`);
  return rows[0];
}

const NO_STORE = { 'cache-control': 'no-store' };
