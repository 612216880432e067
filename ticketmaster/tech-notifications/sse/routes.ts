import { Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { type Authenticate, theirOwn } from '@ticketmaster/notifications/authenticate';
import { type Response, Router } from 'express';
import { z } from 'zod';

export { aVisitor } from '@ticketmaster/notifications/authenticate';

/** What a client says it has: a seq, 0 for nothing yet. */
export type LastEventId = number | 'MALFORMED';

export const aReload = z.strictObject({ lastEventId: z.string().optional() });

/**
 *   GET  /api/visitors/{visitorId}/stream    200 text/event-stream · 503 too-many-streams, to be tried again
 *
 * The stream goes on after the header `Last-Event-ID`, or after `?lastEventId=` where there is none: the first connection of a page
 * that was reloaded.
 */
export function streamRoutes(
  authenticate: Authenticate,
  reserve: (response: Response) => boolean,
  open: (visitorId: string, lastEventId: LastEventId, response: Response) => Promise<void>,
): Router {
  return Router().get('/api/visitors/:visitorId/stream', async (request, response) => {
    if (!reserve(response))
      throw new Problem(503, 'too-many-streams', 'this server holds all it can', { retryable: true });
    const { lastEventId } = valid(aReload, request.query);
    const visitorId = await theirOwn(authenticate, request);
    if (response.closed) return; // has left in the meantime
    if (request.method === 'HEAD') return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
    await open(visitorId, asSeq(request.get('last-event-id') || lastEventId || '0'), response);
  });
}

const asSeq = (text: string): LastEventId => (/^\d{1,9}$/.test(text) ? Number(text) : 'MALFORMED');
