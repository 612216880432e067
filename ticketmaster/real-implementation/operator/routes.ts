import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { figuresShown } from '@ticketmaster/waiting-room/figures';
import { anEvent, id } from '@ticketmaster/waiting-room/routes';
import type { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import { Router } from 'express';
import { z } from 'zod';
import { announce, putOnSale, type SaleStatus } from '../catalog/shows.ts';
import { categoriesOf, type Layout, layouts } from '../inventory/chart.ts';
import type { ShopMetrics } from '../metrics/shop-metrics.ts';
import { type Draws, underWay } from '../waiting-room/draws.ts';
import { figuresOf, processFigures } from './figures.ts';
import { seatHistory } from './seat-history.ts';

export const aSeat = z.strictObject({ seatId: id });
/** Not of blanks alone, and without NUL, which PostgreSQL takes in no text. */
const text = z
  .string()
  .trim()
  .max(120)
  .regex(/^\s*[^\s\0][^\0]*$/, 'must be a text');
const cents = z.int().min(50).max(10_000_000);
export const newShow = z.strictObject({
  ...{ venueId: id, name: text, performer: text, genre: text },
  startsAt: z.iso.datetime().transform(at => new Date(at)),
  priceCents: cents,
  prices: z
    .strictObject(Object.fromEntries(layouts.flatMap(categoriesOf).map(category => [category, cents.optional()])))
    .optional(),
});
/** Of one line, and nothing that makes a text look like another: no control characters, no reordering of letters. */
const notice = z
  .string()
  .trim()
  .max(200)
  .refine(given => !/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(given), 'must be plain text of one line')
  .meta({ pattern: String.raw`^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$` });
export const sale = z
  .strictObject({
    status: z.enum(['ON_SALE', 'CLOSED']),
    waitingRoom: z.enum(['off', 'hold', 'auto']),
    prequeue: z.literal(true),
    notice,
    failMode: z.enum(['closed', 'open']),
  })
  .partial()
  .refine(given => Object.keys(given).length > 0, 'must set at least one')
  .meta({ minProperties: 1 });

export interface OperatorParts {
  db: Database;
  rooms: WaitingRooms;
  draws: Draws;
  operatorToken: string;
  /** Told of each event that was changed here. */
  changed: (eventId: string) => Promise<void>;
  /** What this process has measured in the last minute. */
  lately: ShopMetrics['lately'];
}

/**
 * For the operator:
 *   PUT   /api/events/{eventId}           200 as it is: announces a show, or changes one; what seats cost is fixed once its sale has opened
 *   PATCH /api/events/{eventId}           200 {status?, waitingRoom?, prequeue?, notice?, failMode?}: opens and closes the sale, says when there is a waiting room;
 *                                             `prequeue: true` opens the pre-queue of a show that is announced, and then opening the sale draws
 *                                             its order first and sets waitingRoom to hold; `notice` is shown to all
 *                                             who wait, '' ends it; `failMode: open` asks for no admission while
 *                                             Redis is away · 409 not announced · 503 the draw is under way
 *   GET   /api/operator/sale?eventId      200 as PATCH answers, and {room} as GET …/waiting-room does; null without one
 *   GET   /api/operator/figures?eventId   200 waiting, admitted, holds, sold, money; of this process: latencies, errors
 *   GET   /api/operator/seats/{seatId}?eventId   200 {history}: what happened to a seat
 */
export function operatorRoutes({ db, rooms, draws, operatorToken, changed, lately }: OperatorParts): Router {
  const operator = operatorOnly(operatorToken);

  /** Answers whether there is a draw to finish, by which the sale opens. */
  async function change(
    tx: Connection,
    eventId: string,
    { status, waitingRoom, prequeue, notice, failMode }: z.infer<typeof sale>,
  ) {
    const { rows } = await tx.query<{ layout: Layout; was: SaleStatus }>(
      'select layout, status as was from show join venue using (venue_id) where event_id = $1 for update of show',
      [eventId],
    );
    if (!rows[0]) throw notFound(`event ${eventId}`);
    const { layout, was } = rows[0];
    if (prequeue && was !== 'ANNOUNCED')
      throw new Problem(409, 'not-announced', `the sale of ${eventId} is ${was}: it is too late for a pre-queue`);
    if (prequeue) await draws.open(tx, eventId);
    if (waitingRoom) await tx.query('update show set waiting_room = $2 where event_id = $1', [eventId, waitingRoom]);
    if (notice !== undefined) await tx.query('update show set notice = $2 where event_id = $1', [eventId, notice]);
    if (failMode) await tx.query('update show set fail_mode = $2 where event_id = $1', [eventId, failMode]);
    if (status === 'CLOSED') {
      if (await draws.isUnderWay(tx, eventId)) throw underWay(eventId);
      await tx.query(`update show set status = 'CLOSED' where event_id = $1`, [eventId]);
    }
    if (status !== 'ON_SALE') return false;
    if (await draws.close(tx, eventId)) return true;
    await putOnSale(tx, eventId, layout);
    return false;
  }

  /** How the operator has set it. */
  async function saleOf(eventId: string) {
    const { rows } = await db.query(
      `select event_id as "eventId", status, waiting_room as "waitingRoom", notice, fail_mode as "failMode",
              exists (select from draw where draw.event_id = show.event_id) as prequeue from show where event_id = $1`,
      [eventId],
    );
    if (!rows[0]) throw notFound(`event ${eventId}`);
    return rows[0];
  }

  /** Undefined where the event has none, or Redis is away. */
  const roomOf = (eventId: string) => rooms.figures(eventId).catch(() => undefined);

  return Router()
    .put('/api/events/:eventId', operator, json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const show = validBody(newShow, request);
      const { rows } = await db.query<{ name: string; city: string; layout: Layout }>(
        'select name, city, layout from venue where venue_id = $1',
        [show.venueId],
      );
      if (!rows[0]) throw notFound(`venue ${show.venueId}`);
      mustHave(rows[0].layout, show.prices);
      const announced = await announce(db, { eventId, ...show }, rows[0]);
      await changed(eventId);
      send(response, 200, announced);
    })
    .patch('/api/events/:eventId', operator, json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const wanted = validBody(sale, request);
      const isToBeDrawn = await db.transaction(tx => change(tx, eventId, wanted));
      if (isToBeDrawn) await draws.finish(eventId);
      await changed(eventId);
      send(response, 200, await saleOf(eventId));
    })
    .get('/api/operator/sale', operator, async (request, response) => {
      const { eventId } = valid(anEvent, request.query);
      const [now, room] = await Promise.all([saleOf(eventId), roomOf(eventId)]);
      send(response, 200, { ...now, room: room ? figuresShown(room) : null }, { 'cache-control': 'no-store' });
    })
    .get('/api/operator/seats/:seatId', operator, async (request, response) => {
      const { eventId } = valid(anEvent, request.query);
      const { seatId } = valid(aSeat, request.params);
      const history = await seatHistory(db, eventId, seatId);
      send(response, 200, { eventId, seatId, history }, { 'cache-control': 'no-store' });
    })
    .get('/api/operator/figures', operator, async (request, response) => {
      const { eventId } = valid(anEvent, request.query);
      const figures = { ...(await figuresOf(db, eventId, await roomOf(eventId))), ...processFigures(lately()) };
      send(response, 200, figures, { 'cache-control': 'no-store' });
    });
}

/** A price of a category that the house does not have is a mistake. */
function mustHave(layout: Layout, prices: Record<string, number | undefined> = {}): void {
  const categories = categoriesOf(layout);
  const not = Object.keys(prices).filter(category => !categories.includes(category));
  if (not.length)
    throw new Problem(409, 'no-such-category', `the venue has ${categories.join(', ')}, and not ${not.join(', ')}`);
}
