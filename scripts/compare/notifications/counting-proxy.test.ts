import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCountingProxy } from './counting-proxy.ts';

const server = createServer((_request, response) => response.end('twelve bytes'));
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void server.close());
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

it('counts requests and bytes both ways, and passes them on', async () => {
  const proxy = await openCountingProxy();
  proxy.leadTo(url());
  for (let i = 1; i <= 3; i++) expect(await (await fetch(proxy.url)).text()).toBe('twelve bytes');
  const { requests, bytes } = proxy.counted();
  expect(requests).toBe(3);
  expect(bytes).toBeGreaterThan(3 * (12 + 'GET / HTTP/1.1\r\n\r\n'.length));
  await proxy.close();
});

it('counts a request whose first line comes in pieces once', async () => {
  const proxy = await openCountingProxy();
  proxy.leadTo(url());
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1').setNoDelay();
  for (const piece of ['GET / HT', 'TP/1.1\r', '\nhost: a\r\n', 'connection: close\r\n\r\n']) {
    socket.write(piece);
    await new Promise(setImmediate);
  }
  await once(socket.resume(), 'end');
  expect(proxy.counted().requests).toBe(1);
  await proxy.close();
});

it('cuts off who calls where nobody listens', async () => {
  const proxy = await openCountingProxy();
  await expect(fetch(proxy.url)).rejects.toThrow();
  await proxy.close();
});
