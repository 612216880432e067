import { bearer } from '@ticketmaster/common/bearer';
import { Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { type Authenticate, byKey, keyOf, theirOwn } from '@ticketmaster/notifications/authenticate';
import type { Queue } from '@ticketmaster/notifications/queue';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';

/** What a client says it has: a seq, 0 for nothing yet. */
export type LastEventId = number | 'MALFORMED';

const aReload = z.strictObject({ lastEventId: z.string().optional() });

/**
 *   GET  /api/visitors/{visitorId}/stream    200 text/event-stream · 503 too-many-streams, to be tried again
 *
 * The stream goes on after the header `Last-Event-ID`, or after `?lastEventId=` where there is none: the first connection of a page
 * that was reloaded.
 */
export function streamRoutes(
  authenticate: Authenticate,
  isFull: () => boolean,
  open: (visitorId: string, lastEventId: LastEventId, response: Response) => Promise<void>,
): Router {
  return Router().get('/api/visitors/:visitorId/stream', async (request, response) => {
    if (isFull()) throw new Problem(503, 'too-many-streams', 'this server holds all it can', { retryable: true });
    const { lastEventId } = valid(aReload, request.query);
    const visitorId = await theirOwn(authenticate, request);
    if (response.closed) return; // has left in the meantime
    if (request.method === 'HEAD') return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
    await open(visitorId, asSeq(request.get('last-event-id') || lastEventId || '0'), response);
  });
}

/**
 * The lesson's stand-in for sessions, as an EventSource sends no header of ours:
 *
 *   POST /api/visitors/{visitorId}/session   204 with the key as a cookie that only the stream gets, and no script can read
 */
export function sessionRoutes(queue: Pick<Queue, 'isKeyOf'>): Router {
  return Router().post('/api/visitors/:visitorId/session', async (request, response) => {
    const visitorId = await theirOwn(byKey(queue), request);
    const only = `Path=/api/visitors/${visitorId}/stream; HttpOnly; SameSite=Strict; Max-Age=86400`;
    const headers = { 'set-cookie': `key=${keyOf(request)}; ${only}`, 'cache-control': 'no-store' };
    response.writeHead(204, headers).end();
  });
}

/** By the key as a Bearer token, or in the cookie of a session, which comes to the stream alone. */
export const byKeyOrCookie = (queue: Pick<Queue, 'isKeyOf'>): Authenticate =>
  byKey(queue, request => (bearer(request) ? undefined : cookieOf(request)) ?? keyOf(request));

const cookieOf = ({ headers }: Request) => headers.cookie?.match(/(?:^|; *)key=([\w.~-]{16,128})(?:;|$)/)?.[1];

const asSeq = (text: string): LastEventId => (/^\d{1,9}$/.test(text) ? Number(text) : 'MALFORMED');
