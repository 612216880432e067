import { aKey } from '@ticketmaster/common/idempotency';
import { aVisitor as aListener, aReload } from '@ticketmaster/notifications-sse/routes';
import { anOrder, newPayment, tickets } from '@ticketmaster/two-phase-payments/routes';
import { anEvent, aVisitor } from '@ticketmaster/waiting-room/routes';
import { z } from 'zod';
import { aChart, asked } from '../catalog/routes.ts';
import { newOrder } from '../orders/routes.ts';
import { aTicket } from '../tickets/routes.ts';
import { page } from '../waiting-room/prequeue-routes.ts';
import * as answer from './answers.ts';
import { image, noEvent, type Operation, ROOM, stream } from './operation.ts';
import { operatorOperations } from './operator-operations.ts';

const keyed = z.strictObject({ 'Idempotency-Key': z.string().regex(aKey) });
const [noOrder, noTicket] = ['no such order, or of another', 'no such ticket, or of another'];
const noDraw = 'no draw, or not over, or not in it';

/** All that the shop answers, but for the files of the page. What any route may answer is added by document.ts. */
export const operations: Record<string, Operation> = {
  'POST /api/session': { what: 'Begins a session, or goes on with the one there is', answers: { 200: answer.who } },
  'GET /api/session': { what: 'Who asks', who: 'session', answers: { 200: answer.who } },

  'GET /api/events': { what: 'Searches events', query: asked, answers: { 200: answer.events } },
  'GET /api/events/{eventId}': { what: 'An event', params: anEvent, answers: { 200: answer.event, 404: noEvent } },
  'GET /api/cities': { what: 'Cities, and how many events each has', answers: { 200: answer.cities } },
  'GET /posters/{eventId}.svg': {
    what: 'The poster of an event',
    params: anEvent,
    answers: { 200: image('3:4'), 404: noEvent },
  },
  'GET /api/charts/{hash}.json': {
    what: 'Where the seats of a venue are; never changes',
    params: aChart,
    answers: { 200: answer.chart, 404: 'no such chart' },
  },
  'GET /api/events/{eventId}/seats': {
    what: 'Which seats are free',
    params: anEvent,
    answers: { 200: answer.seats, 404: noEvent },
  },
  'GET /api/events/{eventId}/seats/stream': {
    what: 'Which seats are free, as it changes',
    params: anEvent,
    answers: { 200: stream('`snapshot`, as …/seats answers; then `seats` {from, to, free, changes}'), 404: noEvent },
  },

  [`POST ${ROOM}/{visitorId}`]: {
    what: 'Joins the line; again: the same place',
    who: 'session',
    params: aVisitor,
    answers: {
      ...{ 202: answer.place, 403: 'the place of another', 404: noEvent },
      409: 'one-place-per-device: another session of this browser has one; line-closed: nobody new may join',
    },
  },
  [`GET ${ROOM}/{visitorId}`]: {
    what: 'Where in the line, and what the operator says to those who wait; the admission token once admitted',
    who: 'session',
    params: aVisitor,
    answers: { 200: answer.placeNow, 403: 'the place of another', 404: 'has not joined' },
  },
  [`DELETE ${ROOM}/{visitorId}`]: {
    what: 'Leaves',
    who: 'session',
    params: aVisitor,
    answers: { 204: 'left, or was not there', 403: 'the place of another' },
  },
  [`POST ${ROOM}/{visitorId}/done`]: {
    what: 'Finished inside: the next one may come',
    who: 'session',
    params: aVisitor,
    answers: { 204: 'finished', 403: 'the place of another', 404: 'has not joined', 409: 'is not inside' },
  },
  [`GET ${ROOM}`]: {
    what: 'How many wait and are inside',
    params: anEvent,
    answers: { 200: answer.room, 404: noEvent },
  },

  'GET /api/events/{eventId}/draw': {
    what: 'The draw of the pre-queue: its commitment, and its seed once it is over',
    params: anEvent,
    answers: { 200: answer.draw, 404: noDraw },
  },
  'GET /api/events/{eventId}/draw/places': {
    what: 'Who is where in the order that was drawn; names nobody',
    params: anEvent,
    query: page,
    answers: { 200: answer.drawPlaces, 404: noDraw },
  },
  'GET /api/events/{eventId}/draw/{visitorId}': {
    what: 'One’s own place in it',
    who: 'session',
    params: aVisitor,
    answers: { 200: answer.drawPlace, 403: 'the place of another', 404: noDraw },
  },

  'POST /api/events/{eventId}/orders': {
    what: 'Holds seats: these, or the best together',
    who: 'admitted',
    params: anEvent,
    headers: keyed,
    body: newOrder,
    answers: {
      201: answer.order,
      404: 'no such event or seat',
      409: 'seat-taken, sold-out, not-on-sale, too-many-unpaid: nothing was held',
      422: 'this key was used for another order',
    },
  },
  'GET /api/orders': { what: 'One’s own orders, the newest first', who: 'session', answers: { 200: answer.orders } },
  'GET /api/orders/{orderId}': {
    what: 'An order',
    who: 'session',
    params: anOrder,
    answers: { 200: answer.order, 404: noOrder },
  },
  'GET /api/orders/{orderId}/stream': {
    what: 'An order, as it changes',
    who: 'session',
    params: anOrder,
    answers: { 200: stream('`order`, an Order, each time its status changes, until it has ended'), 404: noOrder },
  },
  'POST /api/orders/{orderId}/confirm': {
    what: 'Pays: tickets, or no money',
    who: 'admitted',
    params: anOrder,
    headers: keyed,
    body: newPayment,
    answers: {
      ...{ 200: answer.order, 202: answer.order, 402: 'the card was declined; the seats stay held', 404: noOrder },
      409: 'seat-taken, order-ended, order-state: no money was taken',
      422: 'this key was used for another card',
    },
  },
  'POST /api/orders/{orderId}/cancel': {
    what: 'Ends an order, whatever it has reached; money goes back',
    who: 'session',
    params: anOrder,
    answers: { 200: answer.order, 202: answer.order, 404: noOrder },
  },
  'POST /api/orders/{orderId}/refund': {
    what: 'Gives tickets back: these, or all',
    who: 'session',
    params: anOrder,
    body: tickets,
    mayLackBody: true,
    answers: { 200: answer.order, 202: answer.order, 404: noOrder, 409: 'no valid ticket of it, or not paid' },
  },

  'GET /api/tickets/key': { what: 'The public key of all tickets', answers: { 200: answer.ticketKey } },
  'GET /api/tickets/{ticketId}': {
    what: 'A ticket; its code while it is VALID',
    who: 'session',
    params: aTicket,
    answers: { 200: answer.ticket, 404: noTicket },
  },
  'GET /api/tickets/{ticketId}/qr.svg': {
    what: 'The code of a ticket as a QR code',
    who: 'session',
    params: aTicket,
    answers: { 200: image('the QR code'), 404: noTicket, 409: 'it is not VALID' },
  },
  'GET /api/visitors/{visitorId}/stream': {
    what: 'Messages to a visitor; go on after Last-Event-ID',
    who: 'session',
    params: aListener,
    query: aReload,
    headers: z.strictObject({ 'Last-Event-ID': z.string().optional() }),
    answers: { 200: stream('`notification`; `resync` where some are lost'), 403: 'of another' },
  },

  'GET /api/openapi.json': { what: 'This document', answers: { 200: answer.itself } },
  'GET /health': { what: 'The process lives', answers: { 200: answer.up } },
  'GET /metrics': {
    what: 'Counts and durations of this process, for Prometheus; not through a proxy',
    answers: { 200: { type: 'text/plain', what: 'its text format' }, 404: 'through a proxy' },
  },
  'GET /ready': { what: 'Its servers answer', answers: { 200: answer.ready } },
  ...operatorOperations,
};
