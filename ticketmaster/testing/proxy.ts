import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FaultProxy {
  /** The server's URL, with the proxy's address in it. */
  url: string;
  /** Breaks every connection, and the next `times` new ones; for ever where it is left out. */
  cut(times?: number): void;
  /**
   * Keeps the connections open and carries nothing any more, in either direction: a tunnel to a train, a cable to a machine. With `open`
   * only on those that are open now; new ones are whole.
   */
  freeze(which?: 'all' | 'open'): void;
  /** From now on requests reach the server, and its answers are lost; the connections break. */
  loseAnswers(): void;
  /** Carries everything again. A frozen connection goes on where it was. */
  mend(): void;
  /** Bytes that went to the server, and that came back. */
  carried(): { there: number; back: number };
  /** How often a client that had sent something got an answer, over all connections: what is sent together, and answered together, is one. */
  roundTrips(): number;
  /** Connections that are open now. */
  open(): number;
  close(): Promise<void>;
}

/**
 * Stands between a client and a server, and can be a network on a bad day. Where the server moves, `target` answers its URL anew for each
 * connection. TCP only: it knows nothing of what it carries.
 */
export async function proxyTo(target: string | (() => string)): Promise<FaultProxy> {
  const targetUrl = () => new URL(typeof target === 'string' ? target : target());
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  const count = { there: 0, back: 0 };
  let roundTrips = 0;
  let mode: 'whole' | 'frozen' | 'deaf' = 'whole';
  let refusing = 0;

  const server = createServer(near => {
    near.on('error', () => {});
    if (refusing > 0) {
      refusing--;
      return void near.destroy();
    }
    const { hostname, port } = targetUrl();
    const far = connect(Number(port), hostname);
    let asked = false;
    near.on('data', () => (asked = true));
    far.on('data', () => {
      if (asked) roundTrips++;
      asked = false;
    });
    carry(near, far, 'there');
    carry(far, near, 'back');
  });

  function carry(from: Socket, to: Socket, way: keyof typeof count): void {
    sockets.add(from);
    from
      .on('error', () => {})
      .on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    from.on('data', (data: Buffer) => {
      if (mode === 'deaf' && way === 'back') return void from.destroy();
      count[way] += data.length;
      if (!to.write(data)) {
        from.pause();
        to.once('drain', () => frozen.has(from) || from.resume());
      }
    });
    from.on('end', () => to.end());
    if (mode === 'frozen') freeze(from);
  }

  function freeze(socket: Socket): void {
    frozen.add(socket);
    socket.pause();
  }

  function breakAll(): void {
    for (const socket of sockets) socket.destroy();
  }

  server.listen({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const url = targetUrl();
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: url.href.replace(/\/$/, ''),
    cut(times = Infinity) {
      refusing = times;
      breakAll();
    },
    freeze(which = 'all') {
      if (which === 'all') mode = 'frozen';
      for (const socket of sockets) freeze(socket);
    },
    loseAnswers() {
      mode = 'deaf';
    },
    mend() {
      mode = 'whole';
      refusing = 0;
      for (const socket of sockets) {
        frozen.delete(socket);
        socket.resume();
      }
    },
    carried: () => ({ ...count }),
    roundTrips: () => roundTrips,
    open: () => sockets.size / 2,
    async close() {
      refusing = Infinity;
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
