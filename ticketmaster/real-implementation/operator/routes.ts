import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { notFound } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import type { Database } from '@ticketmaster/postgres/database';
import { anEvent, id } from '@ticketmaster/waiting-room/routes';
import type { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import { Router } from 'express';
import { z } from 'zod';
import { putOnSale, wordsOf } from '../catalog/shows.ts';
import type { Layout } from '../inventory/chart.ts';
import type { ShopMetrics } from '../metrics/shop-metrics.ts';
import { figuresOf, processFigures } from './figures.ts';
import { seatHistory } from './seat-history.ts';

const aSeat = z.strictObject({ seatId: id });
const text = z.string().trim().min(1).max(120);
const newShow = z.strictObject({
  ...{ venueId: id, name: text, performer: text, genre: text },
  startsAt: z.iso.datetime().transform(at => new Date(at)),
  priceCents: z.int().min(50).max(10_000_000),
});
const sale = z
  .strictObject({
    status: z.enum(['ON_SALE', 'CLOSED']),
    waitingRoom: z.enum(['off', 'hold', 'auto']),
  })
  .partial()
  .refine(given => Object.keys(given).length > 0, 'must set at least one');

export interface OperatorParts {
  db: Database;
  rooms: WaitingRooms;
  operatorToken: string;
  /** What this process has measured in the last minute. */
  lately: ShopMetrics['lately'];
}

/**
 * For the operator:
 *   PUT   /api/events/{eventId}           200 announces a show, or changes one
 *   PATCH /api/events/{eventId}           200 {status?, waitingRoom?}: opens and closes the sale, says when there is a waiting room
 *   GET   /api/operator/figures?eventId   200 waiting, admitted, holds, sold, money; of this process: latencies, errors
 *   GET   /api/operator/seats/{seatId}?eventId   200 {history}: what happened to a seat
 */
export function operatorRoutes({ db, rooms, operatorToken, lately }: OperatorParts): Router {
  const operator = operatorOnly(operatorToken);
  return Router()
    .put('/api/events/:eventId', operator, json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const show = validBody(newShow, request);
      const { rows } = await db.query<{ name: string; city: string }>(
        'select name, city from venue where venue_id = $1',
        [show.venueId],
      );
      if (!rows[0]) throw notFound(`venue ${show.venueId}`);
      await db.query(
        `insert into show (event_id, venue_id, name, performer, genre, starts_at, price_cents, words)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (event_id) do update set name = excluded.name, performer = excluded.performer, genre = excluded.genre,
                         starts_at = excluded.starts_at, words = excluded.words`,
        [
          eventId,
          show.venueId,
          show.name,
          show.performer,
          show.genre,
          show.startsAt,
          show.priceCents,
          wordsOf(show, rows[0]),
        ],
      );
      send(response, 200, { eventId, ...show });
    })
    .patch('/api/events/:eventId', operator, json, async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const { status, waitingRoom } = validBody(sale, request);
      const changed = await db.transaction(async tx => {
        const { rows } = await tx.query<{ layout: Layout }>(
          'select layout from show join venue using (venue_id) where event_id = $1 for update of show',
          [eventId],
        );
        if (!rows[0]) throw notFound(`event ${eventId}`);
        if (status === 'ON_SALE') await putOnSale(tx, eventId, rows[0].layout);
        if (status === 'CLOSED') await tx.query(`update show set status = 'CLOSED' where event_id = $1`, [eventId]);
        if (waitingRoom)
          await tx.query('update show set waiting_room = $2 where event_id = $1', [eventId, waitingRoom]);
        return (
          await tx.query(
            'select event_id as "eventId", status, waiting_room as "waitingRoom" from show where event_id = $1',
            [eventId],
          )
        ).rows[0];
      });
      send(response, 200, changed);
    })
    .get('/api/operator/seats/:seatId', operator, async (request, response) => {
      const { eventId } = valid(anEvent, request.query);
      const { seatId } = valid(aSeat, request.params);
      const history = await seatHistory(db, eventId, seatId);
      send(response, 200, { eventId, seatId, history }, { 'cache-control': 'no-store' });
    })
    .get('/api/operator/figures', operator, async (request, response) => {
      const { eventId } = valid(anEvent, request.query);
      const room = await rooms.figures(eventId).catch(() => undefined); // an event without a room
      const figures = { ...(await figuresOf(db, eventId, room)), ...processFigures(lately()) };
      send(response, 200, figures, { 'cache-control': 'no-store' });
    });
}
