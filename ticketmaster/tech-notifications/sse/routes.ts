import { bearer } from '@ticketmaster/common/bearer';
import { Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import type { Outbox } from '@ticketmaster/notifications/outbox';
import { authenticated } from '@ticketmaster/notifications/routes';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';

/** What a client says it has: a seq, 0 for nothing yet. */
export type LastEventId = number | 'MALFORMED';

const aReload = z.strictObject({ lastEventId: z.string().optional() });

/**
 *   POST /api/visitors/{visitorId}/session   204 with the key as a cookie that only the stream gets, and no script can read
 *   GET  /api/visitors/{visitorId}/stream    200 text/event-stream · 503 too-many-streams, to be tried again
 *
 * The stream goes on after the header `Last-Event-ID`, or after `?lastEventId=` where there is none: the first connection of a page
 * that was reloaded.
 */
export function streamRoutes(
  outbox: Outbox,
  isFull: () => boolean,
  open: (visitorId: string, lastEventId: LastEventId, response: Response) => Promise<void>,
): Router {
  return Router()
    .post('/api/visitors/:visitorId/session', async (request, response) => {
      const visitorId = await authenticated(outbox, request);
      const only = `Path=/api/visitors/${visitorId}/stream; HttpOnly; SameSite=Strict; Max-Age=86400`;
      const headers = { 'set-cookie': `key=${bearer(request)}; ${only}`, 'cache-control': 'no-store' };
      response.writeHead(204, headers).end();
    })
    .get('/api/visitors/:visitorId/stream', async (request, response) => {
      if (isFull()) throw new Problem(503, 'too-many-streams', 'this server holds all it can', { retryable: true });
      const { lastEventId } = valid(aReload, request.query);
      const visitorId = await authenticated(outbox, request, bearer(request) ? undefined : cookieOf(request));
      if (response.closed) return; // has left in the meantime
      if (request.method === 'HEAD') return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      await open(visitorId, asSeq(request.get('last-event-id') || lastEventId || '0'), response);
    });
}

const cookieOf = ({ headers }: Request) => headers.cookie?.match(/(?:^|; *)key=([\w.~-]{16,128})(?:;|$)/)?.[1];

const asSeq = (text: string): LastEventId => (/^\d{1,9}$/.test(text) ? Number(text) : 'MALFORMED');
