import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type Member, memberOf } from './member.ts';

export interface RedisParts {
  /** The path of redis-server, which is Sentinel, too. */
  server: string;
  folder: string;
  ports: [master: number, replica: number, ...sentinels: number[]];
}

/** By what Sentinel knows the master, whoever that is. */
export const MASTER = 'flash';

/** A silent master is taken for dead after so long. */
const DOWN_AFTER_MS = 1_000;

/** A master with a replica, and three Sentinels, two of which must agree that it is dead. */
export async function openRedis({ server, folder, ports }: RedisParts): Promise<Member[]> {
  const [master, replica, ...sentinels] = ports;
  const opened: Member[] = [];
  async function start(name: string, port: number, lines: string[], mode: string[] = []): Promise<void> {
    const own = join(folder, name);
    await mkdir(own);
    const file = join(own, 'redis.conf');
    const all = [`port ${port}`, 'bind 127.0.0.1', `dir ${own}`, ...lines];
    await writeFile(file, `${all.join('\n')}\n`); // Sentinel writes what it learns into it
    const member = memberOf({
      name,
      port,
      folder: own,
      command: [server, file, ...mode],
      handshake: () => pinged(port),
    });
    opened.push(member);
    await member.start();
  }
  try {
    // nothing on disk: what Redis holds here may be lost, and a master that came back empty would empty its replica
    const data = ['save ""', 'appendonly no', 'repl-diskless-sync-delay 0'];
    await start('redis-1', master, data);
    await start('redis-2', replica, [...data, `replicaof 127.0.0.1 ${master}`]);
    const watching = [
      `sentinel monitor ${MASTER} 127.0.0.1 ${master} 2`,
      `sentinel down-after-milliseconds ${MASTER} ${DOWN_AFTER_MS}`,
      `sentinel failover-timeout ${MASTER} 5000`,
    ];
    for (const [nth, port] of sentinels.entries()) await start(`sentinel-${nth + 1}`, port, watching, ['--sentinel']);
    return opened;
  } catch (error) {
    for (const member of opened) await member.kill();
    throw error;
  }
}

async function pinged(port: number): Promise<void> {
  await commanded(port, redis => redis.ping());
}

/** One command, on a connection of its own. */
export async function commanded<T>(port: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  const once = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 };
  const redis = new Redis({ port, host: '127.0.0.1', connectTimeout: 2_000, commandTimeout: 2_000, ...once });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
