import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a server and its database, and can be a network on a bad day. */
export async function proxyTo(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let refusing = 0;

  const proxy = createServer(near => {
    if (refusing > 0) {
      refusing--;
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {}).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  proxy.listen({ port: 0, host: '127.0.0.1' });
  await once(proxy, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  return {
    url: url.href,
    /** Cuts every connection, and refuses so many new ones. */
    cut(times: number): void {
      refusing = times;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    close(): void {
      this.cut(Infinity);
      proxy.close();
    },
  };
}
