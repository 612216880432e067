import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { type Load, openLoadGenerator } from './load.ts';

const generator = openLoadGenerator(new AbortController().signal);
afterAll(() => generator.close());

/** A server for one test, and a load on it. */
async function asked(listener: RequestListener, load: Partial<Load>) {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  await new Promise<void>(resolve => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const usual = {
    connections: 4,
    seconds: 30,
    method: 'GET',
    path: '/x',
    numbers: { from: 0, to: 50 },
    expect: 200,
  } as const;
  return generator.run({ url, ...usual, ...load });
}

const answer: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': 2 }).end('ok');
};

it('uses every number once, in body and header, and ends when they are used up', async () => {
  const seen: string[] = [];
  const sample = await asked(
    (request, response) => {
      void text(request).then(body => {
        seen.push(`${request.method} ${request.url} ${request.headers['idempotency-key']} ${body}`);
        answer(request, response);
      });
    },
    {
      method: 'POST',
      headers: { 'idempotency-key': 'k-{n}' },
      body: '{"seat":"S-{n}"}',
      numbers: { from: 90, to: 110 },
    },
  );
  const expected = Array.from({ length: 20 }, (_, i) => `${90 + i}`.padStart(9, '0'));
  expect(seen.sort()).toEqual(expected.map(n => `POST /x k-${n} {"seat":"S-${n}"}`));
  expect(sample).toMatchObject({ good: 20, perSecond: expect.any(Number), p50Ms: expect.any(Number) });
  expect(sample.p99Ms!).toBeGreaterThanOrEqual(sample.p50Ms!);
});

it('ends in time, and waits for the answers to all that it sent', async () => {
  let served = 0;
  const listener: RequestListener = (request, response) => {
    served++;
    setTimeout(() => answer(request, response), 20);
  };
  const { good } = await asked(listener, { seconds: 0.2, numbers: { from: 0, to: 1e9 } });
  expect(good).toBeGreaterThan(0);
  expect(good).toBe(served);
});

it('puts an answer together that comes in pieces', async () => {
  const { good } = await asked((_request, response) => {
    response.writeHead(200, { 'content-length': 2 }).write('o');
    setImmediate(() => response.end('k'));
  }, {});
  expect(good).toBe(50);
});

it('refuses to measure what answers otherwise, and shows what came', async () => {
  let nth = 0;
  const listener: RequestListener = (_request, response) => {
    response.writeHead(nth++ < 47 ? 200 : 503, { 'content-length': 4 }).end('busy');
  };
  await expect(asked(listener, {})).rejects.toThrow(
    /^GET \/x was to answer 200, and these came: 3 × 503\. One was:\nHTTP\/1.1 503 [\s\S]*busy$/,
  );
});

it('refuses to measure what hangs up', async () => {
  await expect(asked(request => request.socket.destroy(), {})).rejects.toThrow(/connection closed|ECONNRESET/);
});
