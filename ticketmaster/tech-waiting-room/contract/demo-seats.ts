import { send } from '@ticketmaster/common/http';
import { Router } from 'express';
import { requireAdmission } from './require-admission.ts';
import type { WaitingRooms } from './waiting-room.ts';

/** What is behind the gate is another lesson's; these stand for it. */
const seats = ['A-1', 'A-2', 'A-3', 'A-4'].map(seatId => ({ seatId, status: 'AVAILABLE' }));

/** GET /api/events/{eventId}/seats   200 with an admission token, else 401 or 403 */
export function demoSeats(rooms: WaitingRooms): Router {
  return Router().get('/api/events/:eventId/seats', requireAdmission(rooms), (request, response) => {
    send(response, 200, { eventId: request.params.eventId, visitorId: response.locals.visitorId, seats });
  });
}
