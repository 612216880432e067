import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { within } from './within.ts';

vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
afterEach(() => vi.isFakeTimers() && expect(vi.getTimerCount()).toBe(0));

it('answers what the work answers, also when that is an error', async () => {
  expect(await within(1_000, Promise.resolve('done'))).toBe('done');
  await expect(within(1_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

it('rejects when the time is over, and says who did not answer', async () => {
  const late = expect(within(1_000, new Promise(() => {}), 'the archive does not answer')).rejects.toThrow(
    'the archive does not answer within 1000 ms',
  );
  await vi.advanceTimersByTimeAsync(1_000);
  await late;
});

it('takes what has come while this process itself stood still', async () => {
  vi.useRealTimers();
  const server = createServer(socket => {
    socket.on('data', () => {
      socket.write('here');
      for (const until = performance.now() + 200; performance.now() < until; ); // busy, with the answer on its way to us
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('?');
  expect(String((await within(100, once(socket, 'data')))[0])).toBe('here');
  socket.destroy();
  server.close();
});
