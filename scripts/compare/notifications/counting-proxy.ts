import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Counted {
  requests: number;
  /** Both ways, headers included; TCP's own not. */
  bytes: number;
}

/** A proxy between two programs, which counts what goes over it. */
export interface CountingProxy {
  /** Where the one who calls is to call. */
  url: string;
  /** Where the calls go from now on. */
  leadTo(url: string): void;
  counted(): Counted;
  close(): Promise<void>;
}

const REQUEST = ' HTTP/1.1\r\n';

/** Listens on 127.0.0.1. What is called before it leads anywhere is cut off. */
export async function openCountingProxy(): Promise<CountingProxy> {
  let port = 0;
  const counted: Counted = { requests: 0, bytes: 0 };
  const open = new Set<Socket>();
  const server = createServer(caller => {
    const called = connect(port, '127.0.0.1');
    let end = ''; // of what was sent last: a request's first line may come in two pieces
    caller.on('data', (chunk: Buffer) => {
      const text = end + chunk.toString('latin1');
      counted.requests += text.split(REQUEST).length - 1;
      counted.bytes += chunk.length;
      end = text.slice(-(REQUEST.length - 1));
    });
    called.on('data', (chunk: Buffer) => {
      counted.bytes += chunk.length;
    });
    for (const [one, other] of [
      [caller, called],
      [called, caller],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => {}); // 'close' follows
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(url) {
      port = Number(new URL(url).port);
    },
    counted: () => ({ ...counted }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
