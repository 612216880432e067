import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';

/**
 * An answer that the client should understand: thrown anywhere below a route, sent as application/problem+json (RFC 9457).
 *
 * Every problem answers two questions. Did it happen? No, unless `detail` says that it may have. May I retry? `retryable`:
 * true means the same request may succeed later, false that asking again will not help.
 */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly retryable: boolean;
  /** More members of the answer that only its kind has. */
  readonly more: Record<string, unknown>;

  constructor(
    status: number,
    type: string,
    detail: string,
    more: { retryable?: boolean } & Record<string, unknown> = {},
  ) {
    const { retryable = false, ...rest } = more;
    super(detail);
    this.status = status;
    this.type = type;
    this.retryable = retryable;
    this.more = rest;
  }
}

/** Why work was given up so that it can be done again: nothing of it was done. */
export type Because = 'lock timeout' | 'conflict' | 'deadlock' | 'lost the lock';

/** Others wanted the same at the same time. Nothing was done, and the same request may work in a moment. */
export class Contended extends Problem {
  readonly because: Because;

  constructor(because: Because) {
    super(503, 'contended', `too many want the same (${because}); nothing was done`, { retryable: true });
    this.because = because;
  }
}

export const notFound = (what: string) => new Problem(404, 'not-found', `${what} does not exist`);

/** The answer to paths that no route knows. */
export const noSuchPath: RequestHandler = request => {
  throw new Problem(404, 'not-found', `there is no ${request.method} ${request.path}`);
};

/** The last middleware of every app. What is neither a Problem nor a mistake of the client's is ours: logged, answered 500. */
export const sendProblem: ErrorRequestHandler = (error, request, response, next) => {
  if (response.headersSent) return next(error); // too late for an answer: Express ends the connection
  const requestId = requestIdOf(request);
  const problem = asProblem(error);
  if (problem.status === 500) log(requestId, `${request.method} ${request.path}`, error);
  const { type, status, message: detail, retryable, more } = problem;
  const body = JSON.stringify({ type, title: titleOf(type), status, detail, retryable, requestId, ...more });
  response.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    ...(status === 503 && { 'retry-after': '1' }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  response.end(body);
};

/** The client's X-Request-Id where it sent a sane one, else a new UUIDv7. */
export function requestIdOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && /^[\w.-]{1,64}$/.test(sent) ? sent : randomUUIDv7();
}

const titleOf = (type: string) => type.charAt(0).toUpperCase() + type.slice(1).replaceAll('-', ' ');

/** Express and its body parser throw errors with a status of their own for what a client did wrong.
 * @problem 4xx bad-request Express or its body parser cannot read the request; where they name a kind of error, that is the slug. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const {
    status = 500,
    type = 'bad-request',
    message = '',
  } = error as { status?: number; type?: string; message?: string };
  if (status === 413) return new Problem(413, 'too-large', 'the body is larger than this server takes');
  if (type === 'entity.parse.failed')
    return new Problem(400, 'invalid-request', `body: is not valid JSON (${message})`);
  if (status >= 400 && status < 500)
    return new Problem(status, type.replaceAll('.', '-'), message || 'the request is malformed');
  return new Problem(500, 'internal', 'something went wrong on our side; it may have happened', { retryable: true });
}

function log(requestId: string, where: string, what: unknown): void {
  const text = what instanceof Error ? (what.stack ?? what.message) : String(what);
  console.error(JSON.stringify({ time: new Date().toISOString(), requestId, where, error: text }));
}
