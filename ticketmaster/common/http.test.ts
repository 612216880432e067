import { once } from 'node:events';
import { request } from 'node:http';
import { Router } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { app, json, listen, type Running, send } from './http.ts';
import { Problem } from './problem.ts';

const open: Running[] = [];
afterEach(() => Promise.all(open.splice(0).map(server => server.close(0))));

async function serve(routes = Router(), ready: () => Promise<unknown> = async () => {}) {
  const server = await listen(app(routes, ready));
  open.push(server);
  return server;
}

const routes = () =>
  Router()
    .post('/echo', json, (incoming, response) => send(response, 200, incoming.body ?? null))
    .get('/refused', () => {
      throw new Problem(409, 'seat-taken', 'taken: A-1', { retryable: true, seatIds: ['A-1'] });
    })
    .get('/broken', async () => {
      throw new Error('the password is swordfish');
    });

describe('an app', () => {
  it('sends a Problem as problem+json with its own members and the request id of the client', async () => {
    const { url } = await serve(routes());
    const answer = await fetch(`${url}/refused`, { headers: { 'x-request-id': 'ada-1' } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toEqual({
      ...{ type: 'seat-taken', title: 'Seat taken', status: 409, detail: 'taken: A-1' },
      ...{ retryable: true, requestId: 'ada-1', seatIds: ['A-1'] },
    });
  });

  it('tells nothing of an error that is its own fault', async () => {
    const { url } = await serve(routes());
    const answer = await fetch(`${url}/broken`, { headers: { 'x-request-id': '<script>' } });
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toContain('swordfish');
    expect(JSON.parse(text).requestId).toMatch(/^[\da-f-]{36}$/);
  });

  it.each([
    ['bad JSON', '{"a":', 400, 'invalid-request'],
    ['a huge body', JSON.stringify({ a: 'x'.repeat(20_000) }), 413, 'too-large'],
  ])('refuses %s', async (_what, body, status, type) => {
    const { url } = await serve(routes());
    const answer = await fetch(`${url}/echo`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(await answer.json()).toMatchObject({ status, type });
  });

  it('answers 404 as a problem for paths it does not know, and 400 for one that cannot be decoded', async () => {
    const { url } = await serve(Router().get('/things/:id', (_request, response) => send(response, 200, {})));
    expect(await (await fetch(`${url}/nowhere`)).json()).toMatchObject({
      status: 404,
      detail: 'there is no GET /nowhere',
    });
    expect((await fetch(`${url}/things/%zz`)).status).toBe(400);
  });

  it('is alive at once, and ready only while its servers answer', async () => {
    let up = false;
    const { url } = await serve(Router(), async () => {
      if (!up) throw new Problem(503, 'unavailable', 'the database does not answer', { retryable: true });
    });
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    up = true;
    expect((await fetch(`${url}/ready`)).status).toBe(200);
  });

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80'])(
    'does not answer to the name %s, which a page of a stranger may have pointed at it',
    async host => {
      const { url } = await serve();
      const asking = request(`${url}/health`, { headers: { host } }).end();
      const [response] = await once(asking, 'response');
      response.resume();
      expect(response.statusCode).toBe(421);
    },
  );

  it('answers to localhost and to every address of this machine alone', async () => {
    const { url } = await serve();
    for (const host of ['localhost', 'LOCALHOST:3600', '127.0.0.1:1', '127.1.2.3', '[::1]:80']) {
      const asking = request(`${url}/health`, { headers: { host } }).end();
      const [response] = await once(asking, 'response');
      response.resume();
      expect(response.statusCode).toBe(200);
    }
  });

  it('spends nothing on etag and x-powered-by', async () => {
    const { headers } = await fetch(`${(await serve()).url}/health`);
    expect([headers.get('etag'), headers.get('x-powered-by')]).toEqual([null, null]);
  });
});

describe('listening', () => {
  it('names the port that is taken', async () => {
    const { url } = await serve();
    const port = Number(new URL(url).port);
    await expect(
      listen(
        app(Router(), async () => {}),
        port,
      ),
    ).rejects.toThrow(`Port ${port} is taken`);
  });

  it('finishes what is in flight before it closes, and takes nothing new', async () => {
    const arrived = Promise.withResolvers<void>();
    const allowed = Promise.withResolvers<void>();
    const slow = Router().get('/slow', async (_request, response) => {
      arrived.resolve();
      await allowed.promise;
      send(response, 200, { done: true });
    });
    const server = await serve(slow);
    const inFlight = fetch(`${server.url}/slow`);
    await arrived.promise;
    const closed = server.close();
    await expect(fetch(`${server.url}/slow`)).rejects.toThrow('fetch failed');
    allowed.resolve();
    expect(await (await inFlight).json()).toEqual({ done: true });
    await closed;
  });

  it('cuts off a client that never finishes once the grace is over', async () => {
    const server = await serve(routes());
    const client = request(`${server.url}/echo`, { method: 'POST', headers: { 'content-length': '10' } });
    client.on('error', () => {});
    client.write('{');
    await once(client, 'socket');
    await server.close(50);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed');
  });
});
