import { createHmac, timingSafeEqual } from 'node:crypto';
import { bearer } from '@ticketmaster/common/bearer';
import { type Authenticate, byKey, theirOwn, wrongVisitor } from '@ticketmaster/notifications/authenticate';
import type { Queue } from '@ticketmaster/notifications/queue';
import type { Connection } from '@ticketmaster/postgres/database';
import { type Request, Router } from 'express';

const SECONDS = 86_400;

/**
 * The lesson's stand-in for sessions, because an EventSource sends cookies and no header of ours:
 *
 *   POST /api/visitors/{visitorId}/session   204 with a cookie that opens this visitor's stream for a day
 *
 * The cookie holds when it ends and an HMAC under the hash of the visitor's key. So it does not give the key away, every server can
 * check it, also after a restart, and nothing is stored.
 */
export function sessionsIn(db: Connection, queue: Pick<Queue, 'isKeyOf'>, now: () => number = Date.now) {
  const byTheirKey = byKey(queue);

  async function sessionUntil(until: string, visitorId: string): Promise<string | undefined> {
    const { rows } = await db.query<{ hash: Buffer }>('select key_hash as hash from visitor_key where visitor_id = $1', [
      visitorId,
    ]);
    const mac = rows[0] && createHmac('sha256', rows[0].hash).update(`stream of ${visitorId} until ${until}`);
    return mac && `${until}.${mac.digest('base64url')}`;
  }

  /** By the key as a Bearer token, or by the cookie, which a browser sends to the stream alone. */
  const authenticate: Authenticate = async request => {
    const cookie = bearer(request) === undefined ? cookieOf(request) : undefined;
    const until = cookie?.split('.')[0] ?? '0';
    if (cookie === undefined || Number(until) * 1_000 <= now()) return byTheirKey(request);
    const visitorId = String(request.params.visitorId);
    if (!isSame(cookie, await sessionUntil(until, visitorId))) throw wrongVisitor(request, visitorId);
    return visitorId;
  };

  const routes = Router().post('/api/visitors/:visitorId/session', async (request, response) => {
    const visitorId = await theirOwn(byTheirKey, request);
    const session = await sessionUntil(`${Math.floor(now() / 1_000) + SECONDS}`, visitorId);
    const only = `Path=/api/visitors/${visitorId}/stream; HttpOnly; SameSite=Strict; Max-Age=${SECONDS}`;
    const cookie = `session=${session}; ${only}${isOverTls(request) ? '; Secure' : ''}`;
    response.writeHead(204, { 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
  });

  return { authenticate, routes };
}

/** Ours, or of the proxy before us. Whoever makes that header up gets a cookie that is more careful than need be. */
const isOverTls = (request: Request) => request.secure || request.get('x-forwarded-proto') === 'https';

const cookieOf = ({ headers }: Request) => headers.cookie?.match(/(?:^|; *)session=(\d{1,12}\.[\w-]{43})(?:;|$)/)?.[1];

const isSame = (one: string, other = '') =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
