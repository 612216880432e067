import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { installed, type Program, versionOf } from './install.ts';
import type { Kind } from './kind.ts';

export const redisServer: Program = {
  command: 'redis-server',
  apt: 'redis-server',
  brew: 'redis',
  docker: 'start Docker: the lab then runs redis from ticketmaster/docker-compose.yml',
};

/** Redis as installed on this machine. The append-only file is on: what a lesson stored is there after a restart. */
export const redis: Kind = {
  title: 'Redis',
  instances: 5,
  port: 41,
  variable: 'REDIS_URL',
  url: port => `redis://127.0.0.1:${port}`,
  composeFile: 'ticketmaster/docker-compose.yml',

  install: async say => versionOf(await installed(redisServer, say)),

  async prepare({ data }) {
    mkdirSync(data, { recursive: true });
  },

  launch: ({ data, port }) => ({
    command: 'redis-server',
    args: [
      ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', data],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
      ...['--repl-diskless-sync-delay', '0'], // a replica's first copy starts at once
    ],
  }),

  handshake: url => ping(url),
};

/** PING on a plain socket: no client package needed for one word. */
export function ping(url: string, withinMs = 3_000): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setTimeout(withinMs, () => socket.destroy(new Error(`${url} did not answer PING in ${withinMs} ms`)));
    socket.once('error', reject);
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', answer => {
      socket.destroy();
      if (String(answer).startsWith('+PONG')) resolve();
      else reject(new Error(`${url} answered ${String(answer).trim()} to PING`));
    });
    socket.once('close', () => reject(new Error(`${url} closed the connection`)));
  });
}
