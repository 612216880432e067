import { createHmac, type KeyObject, randomUUID } from 'node:crypto';
import { sameSecret } from '@ticketmaster/common/bearer';
import { send } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import type { Secret } from '@ticketmaster/waiting-room/admission-token';
import { type Request, type RequestHandler, Router } from 'express';
import { LRUCache } from 'lru-cache';

/** Seconds: a year. Orders and tickets belong to it. */
const LIFE_S = 365 * 86_400;
/** What is signed: an id of 36 characters, and its signature, in a cookie of that name. */
const COOKIES = {
  session: /(?:^|; *)session=([\w-]{36})\.([\w-]{43})(?:;|$)/,
  device: /(?:^|; *)device=([\w-]{36})\.([\w-]{43})(?:;|$)/,
};
type Kind = keyof typeof COOKIES;

/** What a cookie of that kind has behind its id. */
export const signatureOf = (secret: KeyObject, kind: Kind, id: string): string =>
  createHmac('sha256', secret).update(`${kind} ${id}`).digest('base64url');

/**
 * Sessions, as a signed HttpOnly cookie: who has it is that visitor. A real shop signs its visitors in by an identity provider (OpenID Connect)
 * and puts its subject here; the rest stays as it is.
 *
 * A second cookie is the device's key: random, and it stays where the session goes (somebody else signs in). It is no fingerprint: the browser
 * shows it, and lets its owner delete it. So it stops who does not take that trouble, and nobody else.
 *
 *   POST /api/session   200 {userId}: the same again for who has one; sets both cookies
 *   GET  /api/session   200 {userId} · 401
 */
export function sessions(secret: Secret) {
  const signed = async (kind: Kind, id: string) => signatureOf(await secret(), kind, id);

  /** Cookies that were found right, with the secret of that time: a visitor sends theirs with every request. */
  const known = new LRUCache<string, string>({ max: 50_000 });
  let knownBy: KeyObject | undefined;

  async function idOf(kind: Kind, request: Request): Promise<string | undefined> {
    const [, id, signature] = request.headers.cookie?.match(COOKIES[kind]) ?? [];
    if (!id || !signature) return undefined;
    const by = await secret();
    if (by !== knownBy) known.clear();
    knownBy = by;
    const name = `${kind} ${id}`;
    if (known.get(name) === signature) return id;
    if (!sameSecret(signature, await signed(kind, id))) return undefined;
    known.set(name, signature);
    return id;
  }

  async function authenticate(request: Request): Promise<string> {
    const userId = await idOf('session', request);
    if (!userId) throw new Problem(401, 'session-required', 'POST /api/session first, and send its cookie');
    return userId;
  }

  const routes = Router()
    .post('/api/session', async (request, response) => {
      const secure = request.get('x-forwarded-proto') === 'https' ? '; Secure' : '';
      const cookie = async (kind: Kind, id: string) =>
        `${kind}=${id}.${await signed(kind, id)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIFE_S}${secure}`;
      const userId = (await idOf('session', request)) ?? randomUUID();
      const device = (await idOf('device', request)) ?? randomUUID();
      response.setHeader('set-cookie', [await cookie('session', userId), await cookie('device', device)]);
      send(response, 200, { userId }, { 'cache-control': 'no-store' });
    })
    .get('/api/session', async (request, response) => {
      send(response, 200, { userId: await authenticate(request) }, { 'cache-control': 'no-store' });
    });
  return {
    ...{ authenticate, routes },
    /** Undefined for who has no session, or none of ours. */
    sessionOf: (request: Request) => idOf('session', request),
    /** The key of the browser; undefined for who sends none, or none of ours. */
    deviceOf: (request: Request) => idOf('device', request),
  };
}

/** A page of another site must not act with our visitor's cookie: browsers say where a call comes from, and SameSite is the second lock. */
export const sameSiteOnly: RequestHandler = (request, _response, next) => {
  const site = request.get('sec-fetch-site');
  const safe = request.method === 'GET' || request.method === 'HEAD';
  if (!safe && site && site !== 'same-origin' && site !== 'none')
    throw new Problem(403, 'cross-site', 'calls that change something come from our own pages only');
  next();
};
