import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEndpointHandler, type EndpointOptions } from '@restatedev/restate-sdk';

/** How long a sale under way is waited for when the process ends; then another goes on with it. */
const DRAIN_MS = 2_000;
const LOOK_EVERY_MS = 100;

/**
 * Runs `services` for Restate at 127.0.0.1:`port`, the one address that it knows for them. Of several processes the first has the port and runs all sales,
 * and the others stand by: when it ends, however it ends, the next takes the port, and Restate, which tries again, finds it there. (On several
 * machines a load balancer has the address, and all of them run sales.) `taken` is called each time the port was taken.
 */
export function standBy(port: number, services: EndpointOptions['services'], taken: () => void): () => Promise<void> {
  const closing = new AbortController();
  const { signal } = closing;

  async function serve(): Promise<void> {
    const server = createServer(createEndpointHandler({ services, logger: () => {} })); // what goes wrong Restate keeps, by sale
    const sessions = new Set<ServerHttp2Session>();
    server.on('session', session => sessions.add(session.once('close', () => sessions.delete(session))));
    if (!(await listens(server, port))) return;
    taken();
    await Promise.race([once(signal, 'abort'), once(server, 'close')]);
    const closed = once(server, 'close');
    server.close(); // the port is free for the next
    for (const session of sessions) session.close();
    const rest = setTimeout(() => {
      for (const session of sessions) session.destroy();
    }, DRAIN_MS);
    await closed;
    clearTimeout(rest);
  }

  async function rounds(): Promise<void> {
    while (!signal.aborted) {
      await serve();
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
  const ended = rounds();
  return () => {
    closing.abort();
    return ended;
  };
}

/** False where another process listens there. */
async function listens(server: Http2Server, port: number): Promise<boolean> {
  server.listen({ port, host: '127.0.0.1' });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}
