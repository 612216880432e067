import { createHash } from 'node:crypto';
import { requestIdOf } from '@ticketmaster/common/problem';
import type { Log } from '@ticketmaster/log/log';
import type { Request, RequestHandler, Response } from 'express';
import type { About, RequestsAtWork } from './about.ts';
import type { Instruments } from './instruments.ts';
import { type Recent, recent } from './recent.ts';

export interface RequestsParts {
  requests: Instruments['requests'];
  atWork: RequestsAtWork;
  log: Log;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Gives each request its id, which the answer names, counts it, and logs those that change something or fail by us: not what was sent, no
 * cookie, no card, and of the visitor a hash.
 */
export function countedRequests({ requests, atWork, log }: RequestsParts) {
  const errors: Recent = recent();

  function ended(request: Request, response: Response, about: About, ms: number): void {
    const { statusCode } = response;
    const gone = !response.writableFinished; // the client did not wait for the answer
    const isStream = response.getHeader('content-type') === 'text/event-stream';
    const method = METHODS.includes(request.method) ? request.method : 'other';
    const route = patternOf(request);
    const status = gone ? 'gone' : `${Math.floor(statusCode / 100)}xx`;
    if (!isStream) requests.observe({ method, route, status }, ms / 1_000);
    if (statusCode >= 500) errors.add(1);

    const level = statusCode === 500 ? 'error' : statusCode > 500 ? 'warn' : 'info';
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (!(changes || statusCode >= 500) || !log.writes(level)) return;
    const { userId, ...rest } = about;
    const user = userId && createHash('sha256').update(userId).digest('base64url').slice(0, 12);
    const answer = { method, route, status: gone ? 'gone' : statusCode, ms: Math.round(ms) };
    log(level, 'request', { ...rest, user, ...answer });
  }

  const counted: RequestHandler = (request, response, next) => {
    const began = performance.now();
    const about: About = { requestId: requestIdOf(request) };
    request.headers['x-request-id'] = about.requestId; // from where a problem takes it
    response.setHeader('x-request-id', about.requestId);
    response.on('close', () => ended(request, response, about, performance.now() - began));
    atWork.run(about, next);
  };
  return { counted, errors };
}

/** Never the path itself: whoever asks for a million paths would make a million series. */
function patternOf({ route, path }: Request): string {
  if (path.startsWith('/web/')) return '/web/:file';
  const pattern: unknown = route?.path;
  return typeof pattern === 'string' ? pattern : Array.isArray(pattern) ? 'page' : 'none';
}
