import { send } from '@ticketmaster/common/http';
import { notFound } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { anEvent, id } from '@ticketmaster/waiting-room/routes';
import { Router } from 'express';
import { z } from 'zod';
import { seatingByHash, seatingOf } from '../inventory/chart.ts';
import type { SeatMaps } from '../inventory/seat-maps.ts';
import type { Catalog } from './catalog.ts';
import { posterOf } from './posters.ts';
import { pricesOf, type Show } from './shows.ts';

/** With a year of four digits: JavaScript knows days that PostgreSQL does not. */
const date = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a date, such as 2027-06-18')
  .transform(text => new Date(text));
const whole = (most: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1')
    .transform(Number)
    .pipe(z.int().min(1).max(most));
export const asked = z.strictObject({
  q: z
    .string()
    .trim()
    .max(100)
    .optional()
    .transform(text => text || undefined),
  city: z
    .string()
    .max(100)
    .regex(/^[^\0]*$/, 'must have no NUL')
    .optional()
    .transform(text => text || undefined),
  from: date.optional(),
  to: date.optional(),
  page: whole(1_000).default(1),
  pageSize: whole(100).default(20),
});

export const aChart = z.strictObject({ hash: id });

const forEver = { 'cache-control': 'public, max-age=31536000, immutable' };

/**
 *   GET /api/events?q&city&from&to&page&pageSize   200 {events, total, page, pageSize}
 *   GET /api/events/{eventId}                      200, 404
 *   GET /api/events/{eventId}/seats                200 {version, seats, free, states} · 404
 *   GET /api/cities                                200 {cities}
 *   GET /api/charts/{hash}.json                    200, for ever the same
 *   GET /posters/{eventId}.svg                     200
 */
export function catalogRoutes(
  catalog: Catalog,
  maps: SeatMaps,
  roomIsOn: (eventId: string) => Promise<boolean>,
): Router {
  /** `priceCents`: the lowest of them. */
  const shown = ({ mode: _mode, failMode: _failMode, layout, ...show }: Show) => {
    const prices = pricesOf({ layout, ...show });
    const chart = `/api/charts/${seatingOf(layout).chart.hash}.json`;
    return {
      ...show,
      prices,
      priceCents: Math.min(...Object.values(prices)),
      chart,
      seats: seatingOf(layout).seatIds.length,
    };
  };
  /** As JSON, with and without a waiting room: made once for each show that the cache holds, as it is asked for again and again. */
  const texts = new WeakMap<Show, Map<boolean, string>>();
  function textOf(show: Show, waitingRoom: boolean): string {
    const made = texts.get(show) ?? new Map<boolean, string>();
    texts.set(show, made);
    const text = made.get(waitingRoom) ?? JSON.stringify({ ...shown(show), waitingRoom });
    made.set(waitingRoom, text);
    return text;
  }
  const showOf = async (params: unknown): Promise<Show> => {
    const { eventId } = valid(anEvent, params);
    const show = await catalog.show(eventId);
    if (!show) throw notFound(`event ${eventId}`);
    return show;
  };

  return Router()
    .get('/api/events', async (request, response) => {
      const search = valid(asked, request.query);
      const { events, total } = await catalog.search(search);
      send(response, 200, { events: events.map(shown), total, page: search.page, pageSize: search.pageSize });
    })
    .get('/api/cities', async (_request, response) => send(response, 200, { cities: await catalog.cities() }))
    .get('/api/events/:eventId', async (request, response) => {
      const show = await showOf(request.params);
      send(response, 200, textOf(show, await roomIsOn(show.eventId)));
    })
    .get('/api/events/:eventId/seats', async (request, response) => {
      const { eventId } = valid(anEvent, request.params);
      const map = await maps.of(eventId);
      if (!map) throw notFound(`the seats of event ${eventId}`);
      send(response, 200, map.snapshotText(), { 'cache-control': 'no-store' });
    })
    .get('/api/charts/:hash.json', (request, response) => {
      const seating = seatingByHash(valid(aChart, request.params).hash);
      if (!seating) throw notFound('such a chart');
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...forEver }).end(seating.text);
    })
    .get('/posters/:eventId.svg', async (request, response) => {
      const svg = posterOf(await showOf(request.params));
      const headers = { 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'public, max-age=3600' };
      response.writeHead(200, headers).end(svg);
    });
}
