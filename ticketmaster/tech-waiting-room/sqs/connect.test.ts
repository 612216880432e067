import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { connectToSqs } from './connect.ts';

it('a server that takes the call and never answers is given up after two tries of 2 s', async () => {
  const sockets: Socket[] = [];
  const silent = createServer(socket => void sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const sqs = connectToSqs(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const started = performance.now();
  await expect(sqs.send(new ListQueuesCommand())).rejects.toThrow();
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(sockets).toHaveLength(2); // the second try
  sqs.destroy();
  for (const socket of sockets) socket.destroy();
  silent.close();
});
