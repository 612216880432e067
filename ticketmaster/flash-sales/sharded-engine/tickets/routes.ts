import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey, keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import type { Checkpoint, FlashSale, Outcome } from '@ticketmaster/flash-sales/flash-sale';
import { type Response, Router } from 'express';
import { z } from 'zod';
import type { SeatPurchase, SeatSale } from '../sale.ts';

const name = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');
const newEvent = z.strictObject({ eventId: name, seats: z.int().min(1).max(9_999) });
const wanted = z.strictObject({ seatId: name, userId: name, email: z.email().max(254) });
const uuid = z.uuid();

export interface RoutesParts {
  sale: FlashSale & SeatSale;
  /** '' where nobody is the operator. */
  operatorToken: string;
  /** For experiments: what happens to a purchase of this user between two steps. */
  checkpoint?: (userId: string) => Checkpoint;
}

export function routes({ sale, operatorToken, checkpoint = () => () => {} }: RoutesParts): Router {
  const operator = operatorOnly(operatorToken);
  return Router()
    .post('/api/events', operator, json, async (request, response) => {
      const { eventId, seats } = validBody(newEvent, request);
      await sale.putOnSale({ itemId: eventId, units: seats, priceCents: 0 });
      send(response, 201, { eventId, seats });
    })

    .post('/api/events/:eventId/tickets', json, async (request, response) => {
      const eventId = valid(name, request.params.eventId);
      const key = idempotencyKey(request);
      const { seatId, userId, email } = validBody(wanted, request);
      const what = { key, itemId: eventId, userId, email, unit: seatId, quantity: 1, paymentMethod: '' };
      const outcome = await sale.purchase(what satisfies SeatPurchase, checkpoint(userId));
      answer(response, outcome, what);
    })

    .get('/api/events/:eventId/seats', async (request, response) => {
      const eventId = valid(name, request.params.eventId);
      const known = await sale.seats(eventId);
      if (!known) throw notFound(`event ${eventId}`);
      const sold = new Set(known.sold);
      const seats = known.seats.map(seatId => ({ seatId, status: sold.has(seatId) ? 'SOLD' : 'AVAILABLE' }));
      send(response, 200, { eventId, seats });
    })

    .get('/api/tickets/:ticketId', async (request, response) => {
      const { ticketId } = request.params;
      const found = uuid.safeParse(ticketId).success ? await sale.ticket(ticketId) : undefined;
      if (!found) throw notFound('this ticket');
      const { eventId, seatId, userId } = found;
      send(response, 200, { ticketId, eventId, seatId, userId });
    })

    .get('/api/events/:eventId/audit', operator, async (request, response) => {
      const eventId = valid(name, request.params.eventId);
      const audit = await sale.audit(eventId);
      if (!audit) throw notFound(`event ${eventId}`);
      const { units: seats, confirmed: tickets, oversold, lost, mails } = audit;
      send(response, 200, { eventId, seats, tickets, oversold, lost, mails });
    });
}

function answer(response: Response, outcome: Outcome, { itemId: eventId, unit: seatId, userId }: SeatPurchase): void {
  if (outcome.status !== 'REFUSED') {
    const ticketId = outcome.order.orderId;
    send(response, 201, { ticketId, eventId, seatId, userId }, { location: `/api/tickets/${ticketId}` });
    return;
  }
  switch (outcome.reason) {
    case 'BEING_PURCHASED':
      throw new Problem(503, 'being-purchased', `somebody is buying ${seatId} just now; nothing was done`, {
        retryable: true,
      });
    case 'OUT_OF_STOCK':
      throw new Problem(409, 'seat-taken', `${seatId} is sold`);
    case 'KEY_REUSED':
      throw keyReused();
    case 'NO_SUCH_ITEM':
    case 'PAYMENT_FAILED': // never: no money is taken
      throw notFound(`event ${eventId} or its seat ${seatId}`);
  }
}
