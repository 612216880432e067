// What the lessons need of Restate: a service that is registered and called, and calls that go on after a crash. In a lab of this test's own.
import { once } from 'node:events';
import { createServer, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createEndpointHandler, type ObjectContext, object } from '@restatedev/restate-sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openLab, processesIn } from './lab.fixture.ts';
import { runningNative } from './native.ts';
import { serverNamed, serversFor } from './registry.ts';

const { lab, folder, servers, close } = await openLab();
beforeAll(() => serverNamed('restate', lab).kind.install(() => {}), 600_000); // once, 226 MB: longer than a command may take here
const closing: (() => void)[] = [];
afterAll(async () => {
  for (const end of closing) end();
  await close();
});
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });
const urlOf = (name: string) => serverNamed(name, lab).url;

/** The line of one event: who comes is counted, and waits before the second step while the gate is closed. */
async function openLine() {
  const gate = { open: true };
  const ran = { first: 0, second: 0 };
  const line = object({
    name: 'line',
    handlers: {
      async join(ctx: ObjectContext) {
        await ctx.run('first', () => void ran.first++);
        await ctx.run('second', () => {
          if (!gate.open) throw new Error('the gate is closed');
          ran.second++;
        });
        const place = ((await ctx.get<number>('places')) ?? 0) + 1;
        ctx.set('places', place);
        return place;
      },
    },
  });
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer(createEndpointHandler({ services: [line], logger: () => {} }));
  server.on('session', session => sessions.add(session.once('close', () => sessions.delete(session))));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { gate, ran, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const signal = AbortSignal.timeout(60_000);
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** The admin API is at the next port. */
const adminOf = (url: string) => url.replace(/\d+$/, port => `${Number(port) + 1}`);
const register = (name: string, uri: string) =>
  until(async () => void (await post(`${adminOf(urlOf(name))}/deployments`, { uri })));
const join = (name: string, event: string) => post(`${urlOf(name)}/line/${event}/join`, null);

it('calls one after the other for the same key, keeps what they store, and goes on after kill -9 where it was', async () => {
  expect(await servers('start', 'restate')).toMatchObject({ code: 0 });
  const { gate, ran, url } = await openLine();
  await register('restate', url);
  const places = await Promise.all([join('restate', 'e1'), join('restate', 'e1'), join('restate', 'e2')]);
  expect(places.toSorted()).toEqual([1, 1, 2]);

  gate.open = false;
  const lost = join('restate', 'e1').catch(() => 'no answer');
  await until(() => expect(ran.first).toBe(4));
  expect(await servers('kill', 'restate')).toMatchObject({ code: 0 });
  expect(await lost).toBe('no answer');
  gate.open = true;
  expect(await servers('start', 'restate')).toMatchObject({ code: 0 });
  expect(await join('restate', 'e1')).toBe(4); // after the one whose answer was lost
  expect(ran.second).toBe(5);
});

it('keeps what is stored over a stop, and stays on its own machine, ports and folder', async () => {
  const { port, kind } = serverNamed('restate', lab);
  for (const address of Object.values(networkInterfaces()).flatMap(all => all ?? [])) {
    if (address.internal || address.family !== 'IPv4') continue;
    for (const offset of [0, ...kind.ports!])
      await expect(reached(address.address, port + offset)).resolves.toBe(false);
  }
  expect(await servers('stop', 'restate')).toMatchObject({ stdout: 'Stopped: restate\n' });
  expect(processesIn(folder)).toEqual([]);
  expect(await servers('start', 'restate')).toMatchObject({ code: 0 });
  expect(await join('restate', 'e2')).toBe(2);
});

it('is a cluster of three that goes on without one, and takes it in again', async () => {
  expect(await servers('start', 'restate-cluster')).toMatchObject({ code: 0 });
  const { url } = await openLine();
  await register('restate-cluster', url);
  const pids = () => serversFor('restate-cluster', lab).map(node => runningNative(node)?.process.pid);
  expect(await join('restate-cluster', 'e1')).toBe(1);
  expect(await join('restate', 'e1')).toBe(5); // which is none of them

  expect(await servers('kill', 'restate-cluster')).toMatchObject({ code: 0 });
  const alive = expect.any(Number);
  expect(pids()).toEqual([undefined, alive, alive]);
  await until(async () => expect(await join('restate-cluster-2', 'e1')).toBeGreaterThan(1));
  expect(await servers('start', 'restate-cluster')).toMatchObject({ code: 0 });
  expect(pids()).toEqual([alive, alive, alive]);
  await until(async () => expect(await join('restate-cluster', 'e1')).toBeGreaterThan(2));
});

function reached(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
