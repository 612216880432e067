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

/** How often each path was asked for. */
async function askedFor(seed: number, skew: number) {
  const paths = new Map<string, number>();
  await asked(
    (request, response) => {
      paths.set(request.url!, (paths.get(request.url!) ?? 0) + 1);
      answer(request, response);
    },
    { path: '/api/events/E{n}', numbers: { from: 0, to: 2_000 }, pick: { keys: 10, skew, seed } },
  );
  return Object.fromEntries([...paths].sort());
}

it('draws numbers as skewed as said, the same ones for the same seed', async () => {
  const skewed = await askedFor(1, 1);
  expect(Object.keys(skewed)).toEqual(Array.from({ length: 10 }, (_, n) => `/api/events/E00000000${n}`));
  expect(skewed['/api/events/E000000000']! / 2_000).toBeCloseTo(1 / 2.93, 1); // of the sum of 1/1 to 1/10
  expect(await askedFor(1, 1)).toEqual(skewed);
  expect(await askedFor(2, 1)).not.toEqual(skewed);
  expect((await askedFor(1, 0))['/api/events/E000000000']).toBeLessThan(260);
});

it('asks several servers alike, each by its own name', async () => {
  const hosts: (string | undefined)[] = [];
  const urls = await Promise.all(
    [1, 2].map(async () => {
      const server = createServer((request, response) => {
        hosts.push(request.headers.host);
        setTimeout(() => answer(request, response), 5);
      });
      onTestFinished(() => void server.close());
      await new Promise<void>(resolve => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  const { good } = await asked(answer, { url: urls });
  expect(good).toBe(50);
  for (const url of urls) expect(hosts.filter(host => host === new URL(url).host).length).toBeGreaterThan(15);
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
