import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
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

type WriteHead = (status: number, headers?: OutgoingHttpHeaders) => Response;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Gives each request its id, which the answer names, counts it, and logs those that change something or fail by us: not what was sent, no
 * cookie, no card, and of the visitor a hash.
 */
export function countedRequests({ requests, atWork, log }: RequestsParts) {
  const errors: Recent = recent();
  let underWay = 0;

  function answered(request: Request, statusCode: number, about: About, ms: number): void {
    const method = METHODS.includes(request.method) ? request.method : 'other';
    const route = patternOf(request);
    const status = `${Math.floor(statusCode / 100)}xx`;
    if (!(route.endsWith('/stream') && statusCode === 200)) requests.observe({ method, route, status }, ms / 1_000);
    if (statusCode >= 500) errors.add(1);

    const level = statusCode === 500 ? 'error' : statusCode > 500 ? 'warn' : 'info';
    if (!(changes(request) || statusCode >= 500) || !log.writes(level)) return;
    const { userId, ...rest } = about;
    const user = userId && createHash('sha256').update(userId).digest('base64url').slice(0, 12);
    log(level, 'request', { ...rest, user, ...{ method, route, status: statusCode, ms: Math.round(ms) } });
  }

  /** In the way of each request: a hook on the one call with which every answer begins is the cheapest place for all of it. */
  const counted: RequestHandler = (request, response, next) => {
    const began = performance.now();
    const about: About = { requestId: requestIdOf(request) };
    underWay++;
    request.headers['x-request-id'] = about.requestId; // from where a problem takes it
    const writeHead = response.writeHead.bind(response) as WriteHead;
    const named: WriteHead = (status, headers) => {
      underWay--;
      answered(request, status, about, performance.now() - began);
      return writeHead(status, { ...headers, 'x-request-id': about.requestId });
    };
    response.writeHead = named as typeof response.writeHead; // nobody here gives a status a text of its own
    if (changes(request)) atWork.run(about, next);
    else next();
  };
  return {
    counted,
    errors,
    /** Requests that are not answered yet. A stream is, with its head. */ underWay: () => underWay,
  };
}

const changes = ({ method }: Request) => method !== 'GET' && method !== 'HEAD';

/** Never the path itself: whoever asks for a million paths would make a million series. */
function patternOf({ route, path }: Request): string {
  if (path.startsWith('/web/')) return '/web/:file';
  const pattern: unknown = route?.path;
  return typeof pattern === 'string' ? pattern : Array.isArray(pattern) ? 'page' : 'none';
}
