import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type RequestHandler, type Response, type Router } from 'express';
import { noSuchPath, Problem, sendProblem } from './problem.ts';

export interface Running {
  url: string;
  /** Takes no new work, finishes what is in flight, then ends; after `graceMs` the rest is cut off. */
  close(graceMs?: number): Promise<void>;
}

/**
 * An app with `routes`, problem+json for all that goes wrong, GET /health (the process lives) and GET /ready (`ready` resolves:
 * its servers answer). Express's etag and x-powered-by are off: hashing every answer costs a third of the throughput.
 */
export function app(routes: Router, ready: () => Promise<unknown>): Express {
  return express()
    .disable('etag')
    .disable('x-powered-by')
    .use(onlyThisHost)
    .get('/health', (_request, response) => send(response, 200, { status: 'up', pid: process.pid }))
    .get('/ready', async (_request, response) => {
      await ready();
      send(response, 200, { status: 'ready' });
    })
    .use(routes)
    .use(noSuchPath)
    .use(sendProblem);
}

/** A page of a stranger can point its own name at 127.0.0.1 (DNS rebinding) and then talk to us; its Host header gives it away. */
const onlyThisHost: RequestHandler = (request, _response, next) => {
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')) return next();
  throw new Problem(421, 'misdirected', 'this server answers to localhost and 127.0.0.1 only');
};

/** Reads a JSON body of at most 16 kB into request.body; for the routes that take one. */
export const json = express.json({ limit: '16kb', type: 'application/json' });

/** Answers with JSON; a string is JSON already. Cheaper than response.json(), which looks for settings and hashes an etag. */
export function send(response: Response, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Listens on 127.0.0.1:`port` (0 = any free one). Rejects with a sentence that names the port when it is taken. */
export async function listen(app: Express, port = 0): Promise<Running> {
  // Idle for longer than who polls pauses, so that no request goes into a connection that is just being closed.
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 65_000 }, app);
  server.listen({ port, host: '127.0.0.1', backlog: 4_096 }); // a crowd waits to be taken, as many as the kernel lets; with Node's 511 the others time out
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new Error(`Port ${port} is taken by another program. Set PORT to a free one.`);
    throw error;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close(graceMs = 8_000) {
      const closed = once(server, 'close');
      server.close();
      const idle = setInterval(() => server.closeIdleConnections(), 20); // a kept-alive connection is idle only after its answer
      const rest = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(rest);
    },
  };
}

/** For the steps of a start: what goes wrong there is told in a line, without a stack, and ends the process. */
export function refuseToStart(error: Error): never {
  console.error(error.message || error);
  process.exit(1);
}

/**
 * On SIGINT, SIGTERM or SIGHUP (the terminal was closed) runs `steps` one after another, in the order written, and exits 0;
 * exits 1 if that takes longer than 10 s or a step fails. A second signal, a second or more later, ends the process at once.
 */
export function onShutdown(...steps: (() => Promise<unknown>)[]): void {
  let first: number | undefined;
  const stop = async () => {
    if (first !== undefined && performance.now() - first < 1_000) return; // the same Ctrl-C, passed on by npm or a shell
    if (first !== undefined) process.exit(1);
    first = performance.now();
    setTimeout(() => process.exit(1), 10_000).unref();
    try {
      for (const step of steps) await step();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}

/** For a database or broker that does not answer: nothing was done that a retry could not find out. */
export const unavailable = (what: string) =>
  new Problem(503, 'unavailable', `${what} does not answer`, { retryable: true });
