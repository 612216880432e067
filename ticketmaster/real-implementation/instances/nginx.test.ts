// nginx in front of two instances that do as they are told: what it passes on, asks again, and answers itself.
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import { openNginx } from '@ticketmaster/instances/nginx';
import { freePort } from '@ticketmaster/testing/processes';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;
let seen: { by: number; request: IncomingMessage }[] = [];
let answers: Answer[] = [];
const template = join(import.meta.dirname, 'nginx.conf');
let nginx: Awaited<ReturnType<typeof openNginx>>;

const ok: Answer = (_request, response) => response.end('ok');
/** Reads the request, and ends as under kill -9. */
const die: Answer = request => request.socket.resetAndDestroy();

const instances = [0, 1].map(by =>
  createServer((request, response) => {
    seen.push({ by, request });
    void text(request).then(() => answers[by]!(request, response));
  }),
);

beforeAll(async () => {
  const upstreams = await Promise.all(
    instances.map(
      instance =>
        new Promise<string>(done =>
          instance.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(instance.address() as AddressInfo).port}`)),
        ),
    ),
  );
  answers = [ok, ok];
  nginx = await openNginx({ nginx: env.text('NGINX_PATH'), port: await freePort(), template, upstreams });
});
afterAll(async () => {
  await nginx?.end();
  for (const instance of instances) instance.close().closeAllConnections();
});
beforeEach(() => {
  seen = [];
  answers = [ok, ok];
});

const ask = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
  fetch(`${nginx.url}${path}`, { method, headers, ...(body !== undefined && { body }) });

/** The first one that is asked dies, the other answers. */
const firstDies = () => {
  answers = [0, 1].map(() => (request, response) => (seen.length === 1 ? die : ok)(request, response));
};

it.each([
  ['GET', '/api/orders/1', 200, 2],
  ['POST', '/api/events/E-1/orders', 200, 2],
  ['POST', '/api/orders/o-1/confirm', 200, 2],
  ['POST', '/api/check-ins', 502, 1],
  ['POST', '/api/orders/o-1/refund', 502, 1],
])(
  'where an instance dies with a request in its hands, %s %s is answered %d, and was sent %d times',
  async (method, path, status, times) => {
    await nginx.kill(); // or it would leave one alone that has just died
    await nginx.start();
    seen = [];
    firstDies();
    const answer = await ask(method, path, method === 'GET' ? undefined : '{}');
    expect([answer.status, seen.length]).toEqual([status, times]);
    if (status !== 502) return;
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('retry-after')).toBe('1');
    const requestId = answer.headers.get('x-request-id');
    expect(requestId).toMatch(/^[\da-f]{32}$/);
    expect(await answer.json()).toEqual({
      ...{ type: 'unavailable', title: 'Unavailable', status: 502, retryable: true, requestId },
      detail: 'no instance could answer; it may have happened',
    });
  },
);

it('passes on the name of a request and its host, and believes no client about where it comes from', async () => {
  const made = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '8.8.8.8', 'x-request-id': 'mine-1' };
  const answer = await ask('GET', '/', undefined, made);
  expect(answer.headers.get('x-request-id')).toBe('mine-1');
  expect(seen[0]!.request.headers).toMatchObject({
    ...{ host: new URL(nginx.url).host, 'x-forwarded-proto': 'http', 'x-forwarded-for': '127.0.0.1' },
    'x-request-id': 'mine-1',
  });
  await ask('GET', '/', undefined, { 'x-request-id': '"},{' });
  expect(seen[1]!.request.headers['x-request-id']).toMatch(/^[\da-f]{32}$/);
});

it.each([
  [413, 'too-large', () => ask('POST', '/api/session', 'x'.repeat(16_385))],
  [414, 'too-large', () => ask('GET', `/${'x'.repeat(9_000)}`)],
  [431, 'too-large', () => ask('GET', '/', undefined, { 'x-long': 'x'.repeat(9_000) })],
  [400, 'bad-request', () => ask('GET', '/%')],
])('answers %d %s itself, as a problem', async (status, type, call) => {
  const answer = await call();
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect([answer.status, await answer.json()]).toEqual([
    status,
    expect.objectContaining({ type, status, retryable: false }),
  ]);
  expect(seen).toEqual([]);
});

it('takes bodies as large as an instance does, and larger ones of the provider', async () => {
  expect((await ask('POST', '/api/session', 'x'.repeat(16_384))).status).toBe(200);
  expect((await ask('POST', '/api/webhooks/provider', 'x'.repeat(256 * 1_024))).status).toBe(200);
});

it('hands on each event of a stream as it comes', async () => {
  answers = [0, 1].map(() => async (_request, response) => {
    response.removeHeader('transfer-encoding'); // as a stream of ours: no chunks
    response.write('data: 1\n\n');
    await sleep(50); // apart from the headers
    response.write('data: 2\n\n'); // and no end
  });
  const heard = await new Promise<string>((done, failed) => {
    let text = '';
    const listening = send(`${nginx.url}/api/orders/1/stream`, { agent: false }, response =>
      response.on('data', chunk => {
        text += chunk;
        if (!text.includes('data: 2')) return;
        done(text);
        listening.destroy();
      }),
    ).on('error', failed);
    listening.end();
  });
  expect(heard).toBe('data: 1\n\ndata: 2\n\n');
});

it('is started again after kill -9, at its port', async () => {
  await nginx.kill();
  await expect(ask('GET', '/')).rejects.toThrow();
  await nginx.start();
  expect((await ask('GET', '/')).status).toBe(200);
});

it('takes nobody else who answers at its port for itself', async () => {
  const { port } = instances[0]!.address() as AddressInfo;
  const opening = openNginx({ nginx: env.text('NGINX_PATH'), port, template, upstreams: [`http://127.0.0.1:${port}`] });
  await expect(opening).rejects.toThrow('Address already in use');
});
