import { Problem } from '@ticketmaster/common/problem';
import type { Request, RequestHandler } from 'express';
import { tokenBuckets } from './token-buckets.ts';
import { networkOf } from './waiting-room/network.ts';

export interface Rate {
  perSecond: number;
  atOnce: number;
  /** For tests: a clock, in milliseconds. */
  now?: () => number;
}

/** Six times as fast as a person with two tabs, and a page that is loaded again and again. */
export const REQUESTS: Rate = { perSecond: 20, atOnce: 60 };
/** Behind one address an office, a school or a phone network come at once, and have no session yet. */
const NEWCOMERS = 10;

/** What one visitor may ask: not files of the page, nor what comes from the provider, from the doors and from the operator. */
export const isLimited = (path: string): boolean =>
  path.startsWith('/api/') && !/^\/api\/(webhooks|check-ins|operator)(\/|$)/.test(path);

export interface RequestLimitParts {
  /** For each session: REQUESTS, unless it is said; 0 a second: no limit. A network of those without a session has ten times as much. */
  requests?: Rate | undefined;
  sessionOf: (request: Request) => Promise<string | undefined>;
  /** See networkOf. */
  trustProxy: boolean;
  refused: (whose: 'session' | 'network') => void;
}

/**
 * Stands behind overload.ts, whose refusals must cost nothing: to know a session may take a look at Redis.
 *
 * Refuses the session that asks too often, 429 with Retry-After, and whoever has none by their network, where one is known. In the memory of
 * this process alone: with three processes a visitor has three times as much. A session costs a request, so whoever throws theirs away, and
 * has many addresses, is not held up by it; against them stand the line, a device's one place and the slow lane.
 */
export function requestLimit(parts: RequestLimitParts): RequestHandler {
  const { sessionOf, trustProxy, refused, requests: rate = REQUESTS } = parts;
  const { perSecond, atOnce } = rate;
  if (perSecond === 0) return (_request, _response, next) => next();
  const sessions = tokenBuckets(rate);
  const networks = tokenBuckets({ ...rate, perSecond: perSecond * NEWCOMERS, atOnce: atOnce * NEWCOMERS });
  return async (request, response, next) => {
    if (!isLimited(request.path)) return next();
    const session = request.headers.cookie ? await sessionOf(request).catch(() => undefined) : undefined; // the route says what is away
    const network = session ? undefined : networkOf(request, trustProxy);
    if (session ? sessions.take(session) : network === undefined || networks.take(network)) return next();
    refused(session ? 'session' : 'network');
    response.setHeader('retry-after', '1');
    throw new Problem(429, 'too-many-requests', 'you ask too often; nothing was done', { retryable: true });
  };
}
