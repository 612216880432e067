import { anEvent, settings } from '@ticketmaster/waiting-room/routes';
import { z } from 'zod';
import { aSeat, newShow, sale } from '../operator/routes.ts';
import { atTheDoor } from '../tickets/routes.ts';
import * as answer from './answers.ts';
import { noEvent, type Operation, ROOM } from './operation.ts';

/** What the operator and the payment provider ask for. */
export const operatorOperations: Record<string, Operation> = {
  [`PUT ${ROOM}`]: {
    what: 'Sets how many are let in, whether anybody is (`open`), and whether nobody new may join (`draining`)',
    who: 'operator',
    params: anEvent,
    body: settings,
    answers: { 200: answer.room, 404: noEvent },
  },
  'PUT /api/events/{eventId}': {
    what: 'Announces an event, or changes one',
    who: 'operator',
    params: anEvent,
    body: newShow,
    answers: {
      200: answer.newEvent,
      404: 'no such venue',
      409: 'no-such-category: a price of sections that the venue does not have',
    },
  },
  'PATCH /api/events/{eventId}': {
    what: 'Opens and closes a sale, its waiting room and its pre-queue; `failMode` says what becomes of the line while it is lost, `notice` says something to those who wait',
    who: 'operator',
    params: anEvent,
    body: sale,
    answers: { 200: answer.saleNow, 404: noEvent, 409: 'not-announced: too late for a pre-queue' },
  },
  'GET /api/operator/sale': {
    what: 'How the operator has set a sale, and how its waiting room stands',
    who: 'operator',
    query: anEvent,
    answers: { 200: answer.saleWatched, 404: noEvent },
  },
  'GET /api/operator/figures': {
    what: 'How a sale stands',
    who: 'operator',
    query: anEvent,
    answers: { 200: answer.figures },
  },
  'GET /api/operator/seats/{seatId}': {
    what: 'What happened to a seat',
    who: 'operator',
    params: aSeat,
    query: anEvent,
    answers: { 200: answer.history },
  },
  'POST /api/check-ins': {
    what: 'A ticket at the door',
    who: 'operator',
    body: atTheDoor,
    answers: { 201: answer.checkIn, 403: 'ticket-refused', 409: 'already-used' },
  },
  'POST /api/webhooks/provider': {
    what: 'Events of the payment provider, signed',
    headers: z.strictObject({ 'Stripe-Signature': z.string() }),
    rawBody: true,
    answers: { 204: 'taken' },
  },
};
