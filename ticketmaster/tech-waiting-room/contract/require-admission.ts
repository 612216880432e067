import { bearer } from '@ticketmaster/common/bearer';
import { Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import type { RequestHandler } from 'express';
import { anEvent } from './routes.ts';
import type { WaitingRooms } from './waiting-room.ts';

/**
 * Lets only those pass who are inside at this instant: for routes with an `:eventId`, in front of whatever the room guards. Who it is
 * stands in `response.locals.visitorId`. It asks the ledger, so a token is worth nothing from the moment its visitor is done.
 */
export function requireAdmission(rooms: Pick<WaitingRooms, 'passes'>): RequestHandler {
  return async (request, response, next) => {
    const { eventId } = valid(anEvent, { eventId: request.params.eventId });
    const token = bearer(request);
    if (!token) throw new Problem(401, 'admission-required', 'send your admission as Authorization: Bearer <token>');
    const visitorId = await rooms.passes(eventId, token);
    if (!visitorId)
      throw new Problem(403, 'not-admitted', `this token does not let you in to ${eventId}: not ours, or over`);
    response.locals.visitorId = visitorId;
    next();
  };
}
