import { createHmac, randomUUID } from 'node:crypto';
import { sameSecret } from '@ticketmaster/common/bearer';
import { send } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import type { Secret } from '@ticketmaster/waiting-room/admission-token';
import { type Request, type RequestHandler, Router } from 'express';
import { LRUCache } from 'lru-cache';

/** Seconds: a year. Orders and tickets belong to it. */
const LIFE_S = 365 * 86_400;
const COOKIE = /(?:^|; *)session=([\w-]{36})\.([\w-]{43})(?:;|$)/;

/**
 * Sessions, as a signed HttpOnly cookie: who has it is that visitor. A real shop signs its visitors in by an identity provider (OpenID Connect)
 * and puts its subject here; the rest stays as it is.
 *
 *   POST /api/session   200 {userId}: the same again for who has one
 *   GET  /api/session   200 {userId} · 401
 */
export function sessions(secret: Secret) {
  const signed = async (userId: string) =>
    createHmac('sha256', await secret())
      .update(`session ${userId}`)
      .digest('base64url');

  /** Cookies that were found right, with the secret of that time: a visitor sends theirs with every request. */
  const known = new LRUCache<string, string>({ max: 50_000 });
  let knownBy: Uint8Array | undefined;

  async function userOf(request: Request): Promise<string | undefined> {
    const [, userId, signature] = request.headers.cookie?.match(COOKIE) ?? [];
    if (!userId || !signature) return undefined;
    const by = await secret();
    if (by !== knownBy) known.clear();
    knownBy = by;
    if (known.get(userId) === signature) return userId;
    if (!sameSecret(signature, await signed(userId))) return undefined;
    known.set(userId, signature);
    return userId;
  }

  async function authenticate(request: Request): Promise<string> {
    const userId = await userOf(request);
    if (!userId) throw new Problem(401, 'session-required', 'POST /api/session first, and send its cookie');
    return userId;
  }

  const routes = Router()
    .post('/api/session', async (request, response) => {
      const userId = (await userOf(request)) ?? randomUUID();
      const secure = request.get('x-forwarded-proto') === 'https' ? '; Secure' : '';
      send(
        response,
        200,
        { userId },
        {
          'set-cookie': `session=${userId}.${await signed(userId)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIFE_S}${secure}`,
          'cache-control': 'no-store',
        },
      );
    })
    .get('/api/session', async (request, response) => {
      send(response, 200, { userId: await authenticate(request) }, { 'cache-control': 'no-store' });
    });
  return { authenticate, routes };
}

/** A page of another site must not act with our visitor's cookie: browsers say where a call comes from, and SameSite is the second lock. */
export const sameSiteOnly: RequestHandler = (request, _response, next) => {
  const site = request.get('sec-fetch-site');
  const safe = request.method === 'GET' || request.method === 'HEAD';
  if (!safe && site && site !== 'same-origin' && site !== 'none')
    throw new Problem(403, 'cross-site', 'calls that change something come from our own pages only');
  next();
};
