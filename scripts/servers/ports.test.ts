import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { isFree, reach } from './ports.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on a port that the system chose. */
function listening(host: string): Promise<number> {
  return new Promise(resolve => {
    const server = createServer(socket => socket.end());
    servers.push(server);
    server.listen({ port: 0, host }, () => resolve((server.address() as { port: number }).port));
  });
}

async function closedPort(): Promise<number> {
  const port = await listening('127.0.0.1');
  await new Promise(resolve => servers.pop()!.close(resolve));
  return port;
}

it('sees whether a port is free, and leaves it so', async () => {
  const port = await closedPort();
  expect([await isFree(port), await isFree(port)]).toEqual([true, true]);
});

it('sees a port that is taken on 127.0.0.1', async () => {
  expect(await isFree(await listening('127.0.0.1'))).toBe(false);
});

it('reaches who listens, and is refused where nobody does', async () => {
  await reach('127.0.0.1', await listening('127.0.0.1'));
  await expect(reach('127.0.0.1', await closedPort())).rejects.toThrow('ECONNREFUSED');
});

it('reaches nobody under a name that does not exist', async () => {
  await expect(reach('no-such-host.invalid', 80)).rejects.toThrow('no-such-host.invalid');
});
