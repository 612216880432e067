import { createHash } from 'node:crypto';
import { json, send } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { type Authenticate, theirOwn } from '@ticketmaster/notifications/authenticate';
import { inDigits } from '@ticketmaster/notifications/routes';
import { Router } from 'express';
import { z } from 'zod';
import type { Inbox, Seen } from './inbox.ts';
import type { LongPolls } from './long-polls.ts';
import { pollAfterMs } from './poll-after.ts';

const lastSeq = 2_147_483_647; // as large as PostgreSQL's int
const aLook = z.strictObject({
  after: inDigits(lastSeq, 0).default(0),
  wait: inDigits(25, 0).default(0),
  limit: inDigits(100).default(100),
});
const anAcknowledgement = z.strictObject({ upTo: z.int().min(0).max(lastSeq) });

/**
 *   GET  …/inbox?after=seq&wait=s&limit=n   200 {visitorId, notifications, cursor, unread, pollAfterMs} · 304 as If-None-Match says
 *   POST …/inbox/acknowledge {upTo}         200 {acknowledged, unread} · 422 for what was never issued
 */
export function inboxRoutes(authenticate: Authenticate, inbox: Inbox, longPolls: LongPolls): Router {
  return Router()
    .get('/api/visitors/:visitorId/inbox', async (request, response) => {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const visitorId = await theirOwn(authenticate, request);
      const { after, wait, limit } = valid(aLook, request.query);
      const known = request.get('if-none-match');
      const isNews = (seen: Seen) =>
        after > seen.newest || (seen.notifications.length > 0 && etagOf(seen, after) !== known);
      const seen = await longPolls.until(isNews, { visitorId, after, limit }, wait * 1_000, gone.signal);
      if (!seen) return; // nobody to answer
      if (after > seen.newest) throw neverIssued(after, seen.newest);
      const { notifications, unread } = seen;
      const headers = {
        ...{ etag: etagOf(seen, after), 'poll-after-ms': `${pollAfterMs(seen)}` },
        ...{ 'cache-control': 'private, no-cache', vary: 'authorization' },
        ...(longPolls.isClosed() && { connection: 'close' }), // and so they ask another server next
      };
      if (headers.etag === known) response.writeHead(304, headers).end();
      else {
        const cursor = notifications.at(-1)?.seq ?? after;
        send(response, 200, { visitorId, notifications, cursor, unread, pollAfterMs: pollAfterMs(seen) }, headers);
      }
    })
    .post('/api/visitors/:visitorId/inbox/acknowledge', json, async (request, response) => {
      const visitorId = await theirOwn(authenticate, request);
      const { upTo } = validBody(anAcknowledgement, request);
      const { newest, acknowledged, unread } = await inbox.acknowledge(visitorId, upTo);
      if (upTo > newest) throw neverIssued(upTo, newest);
      send(response, 200, { acknowledged, unread });
    });
}

/**
 * Of all that an answer says but for when to ask again, which is why it is a weak one (RFC 9110, 8.8.1). An entry that expires changes it.
 */
function etagOf({ notifications, unread }: Seen, after: number): string {
  const said = JSON.stringify([after, unread, notifications.map(({ notificationId }) => notificationId)]);
  return `W/"${createHash('sha256').update(said).digest('base64url').slice(0, 16)}"`;
}

const neverIssued = (seq: number, newest: number) =>
  new Problem(422, 'never-issued', `${seq} is ahead of the newest notification, which is ${newest}`, { newest });
