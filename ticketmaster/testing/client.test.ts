import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { ask } from './client.ts';

/** Keeps each connection open after its first answer, and resets it at the second request. */
async function forgetful(): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const server = createServer(socket => {
    connections++;
    let requests = 0;
    socket.on('error', () => {});
    socket.on('data', () => {
      if (++requests === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    });
  }).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}

it('sends a GET again when the connection that was kept is gone', async () => {
  const { url, connections } = await forgetful();
  for (let time = 0; time < 3; time++) expect(await ask('GET', url)).toEqual({ status: 200, body: {} });
  expect(connections()).toBe(3);
});

it('leaves it to the caller whether to send a POST again', async () => {
  const { url } = await forgetful();
  expect(await ask('POST', url, {}, '{}')).toMatchObject({ status: 200 });
  await expect(ask('POST', url, {}, '{}')).rejects.toMatchObject({ code: 'ECONNRESET' });
});
