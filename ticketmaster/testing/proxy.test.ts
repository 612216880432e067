import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { type FaultProxy, proxyTo } from './proxy.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server that answers each piece in capitals, behind a proxy. */
async function behindProxy() {
  const heard: string[] = [];
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.on('data', data => {
      heard.push(String(data));
      socket.write(String(data).toUpperCase());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await proxyTo(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}/path`);
  ends.push(() => server.close(), proxy.close);
  return { proxy, heard };
}

function client({ url }: FaultProxy) {
  const socket: Socket = connect(Number(new URL(url).port), '127.0.0.1');
  let came = '';
  socket.on('error', () => {}).on('data', data => (came += data));
  ends.push(() => socket.destroy());
  return { socket, came: () => came, closed: once(socket, 'close') };
}

it('carries both ways, counts what it carried, and keeps the path of the URL', async () => {
  const { proxy } = await behindProxy();
  const { socket, came } = client(proxy);
  socket.write('ada');
  await eventually(() => expect(came()).toBe('ADA'));
  expect([proxy.carried(), proxy.open(), new URL(proxy.url).pathname]).toEqual([{ there: 3, back: 3 }, 1, '/path']);
});

it('counts round trips: what is sent and answered together is one', async () => {
  const { proxy } = await behindProxy();
  const { socket, came } = client(proxy);
  for (const [nth, word] of ['ada', 'bob', 'cyd'].entries()) {
    socket.write(word);
    await eventually(() => expect(came()).toHaveLength(3 * (nth + 1)));
  }
  expect(proxy.roundTrips()).toBe(3);
});

it('cuts every connection, and refuses so many new ones', async () => {
  const { proxy } = await behindProxy();
  const before = client(proxy);
  before.socket.write('x');
  await eventually(() => expect(before.came()).toBe('X'));
  proxy.cut(1);
  await before.closed;
  await client(proxy).closed;
  const after = client(proxy);
  after.socket.write('y');
  await eventually(() => expect(after.came()).toBe('Y'));
});

it('refuses all from a cut without a number, until it is mended', async () => {
  const { proxy } = await behindProxy();
  proxy.cut();
  for (let time = 0; time < 3; time++) await client(proxy).closed;
  proxy.mend();
  const after = client(proxy);
  after.socket.write('y');
  await eventually(() => expect(after.came()).toBe('Y'));
});

it('freezes what is open and lets new connections through, where only the open ones are meant', async () => {
  const { proxy } = await behindProxy();
  const before = client(proxy);
  before.socket.write('a');
  await eventually(() => expect(before.came()).toBe('A'));
  proxy.freeze('open');
  before.socket.write('b');
  const after = client(proxy);
  after.socket.write('c');
  await eventually(() => expect(after.came()).toBe('C'));
  expect(before.came()).toBe('A');
});

it('keeps frozen connections open, old and new, and carries what was held back once it is mended', async () => {
  const { proxy, heard } = await behindProxy();
  const one = client(proxy);
  one.socket.write('a');
  await eventually(() => expect(one.came()).toBe('A'));
  proxy.freeze();
  const two = client(proxy);
  one.socket.write('b');
  two.socket.write('c');
  await eventually(() => expect(proxy.open()).toBe(2));
  expect([heard, one.socket.destroyed]).toEqual([['a'], false]);
  proxy.mend();
  await eventually(() => expect([one.came(), two.came()]).toEqual(['AB', 'C']));
});

it('lets requests reach the server and loses the answers', async () => {
  const { proxy, heard } = await behindProxy();
  const { socket, came, closed } = client(proxy);
  proxy.loseAnswers();
  socket.write('pay');
  await closed;
  expect([heard, came()]).toEqual([['pay'], '']);
});
