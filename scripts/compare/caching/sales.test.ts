import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type Sale, whileSelling } from './sales.ts';
import { seatPool } from './seat-pool.ts';

/** A server that sells, or answers what it is told to, and what sells through it. */
async function shop(status = 200) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then(body => {
      asked.push(`${request.method} ${request.url} ${body} ${request.headers['idempotency-key']}`);
      response.writeHead(status).end(JSON.stringify({ version: asked.length + 1, detail: 'too many' }));
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>(resolve => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const seats = seatPool(['A-1', 'A-2'], async () => {});
  const sales: Sale[] = [];
  const servers = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  return { asked, selling: { servers, perSecond: 50, seats, eventIdOf: () => 'E1', sales } };
}

it('sells at its rate while something else goes on, and writes down what each sale made of the event', async () => {
  const { asked, selling } = await shop();
  const { result, sold } = await whileSelling(selling, () => sleep(400, 'read'));
  expect(result).toBe('read');
  expect(sold.perSecond).toBeGreaterThan(25);
  expect(selling.sales).toHaveLength(asked.length);
  expect(selling.sales[0]).toEqual({ eventId: 'E1', version: 2, acknowledgedMs: expect.any(Number) });
  expect(new Set(asked.map(one => one.split(' ').at(-1))).size).toBe(asked.length);
  expect(asked[0]).toMatch(/^POST \/api\/events\/E1\/sell \{"seatId":"A-1"\} \d+$/);
});

it('counts sales that are refused, by why, and sells their seats again', async () => {
  const { asked, selling } = await shop(503);
  const { sold } = await whileSelling(selling, () => sleep(400));
  expect(selling.sales).toEqual([]);
  expect(sold).toMatchObject({ perSecond: 0, refused: { 'too many': asked.length } });
  expect(asked.length).toBeGreaterThan(2); // as many as there are seats
});

it('goes on after no other answer', async () => {
  const { selling } = await shop(409);
  await expect(whileSelling(selling, () => sleep(100))).rejects.toThrow('Selling A-1 of E1 was answered 409');
});

it('ends selling, and tells why, when what went on fails', async () => {
  const { asked, selling } = await shop();
  await expect(whileSelling(selling, () => Promise.reject(new Error('no reader')))).rejects.toThrow('no reader');
  const then = asked.length;
  await sleep(60);
  expect(asked).toHaveLength(then);
});
