import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { eventually } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import type { Program } from './program.ts';
import type { Programs, Servers } from './servers.ts';

/** What Sentinel calls the primary and its replicas together. */
export const GROUP = 'lab';

/** A Redis with a replica, and three Sentinels: when two say that the primary is gone, the replica becomes it. From here on any of them may die. */
export async function openRedisGroup(
  servers: Servers,
  { redisServer }: Programs,
  [first, second]: [primary: string, replica: string],
) {
  async function start(name: string, lines: string[], ...mode: string[]): Promise<Program> {
    const [port, folder] = [await freePort(), join(servers.folder, name)];
    const file = join(folder, 'redis.conf');
    await mkdir(folder);
    await writeFile(file, [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, ...lines, ''].join('\n')); // a Sentinel adds what it learns
    const command = [redisServer, file, ...mode];
    const one = servers.open({ name, port, command, answers: () => commanded(port, redis => redis.ping()) });
    await one.start();
    return one;
  }

  // nothing is on the disk: what these hold may be lost, and a primary that came back empty would empty its replica
  const data = ['save ""', 'appendonly no', 'repl-diskless-sync-delay 0'];
  const primary = await start(first, data);
  const replica = await start(second, [...data, `replicaof 127.0.0.1 ${primary.port}`]);
  const watching = [
    `sentinel monitor ${GROUP} 127.0.0.1 ${primary.port} 2`,
    `sentinel down-after-milliseconds ${GROUP} 1000`,
    `sentinel failover-timeout ${GROUP} 5000`,
  ];
  const sentinels: Program[] = [];
  for (const nth of [1, 2, 3]) sentinels.push(await start(`sentinel-${nth}`, watching, '--sentinel'));
  await eventually(async () => {
    const info = await commanded(primary.port, redis => redis.info('replication'));
    if (!/state=online/.test(info)) throw new Error(`${second} does not follow yet`);
    for (const { name, port } of sentinels) {
      const known = await commanded(port, redis => redis.info('sentinel'));
      if (!/slaves=1,sentinels=3/.test(known)) throw new Error(`${name} does not know all others yet: ${known}`);
    }
  });
  return {
    members: [primary, replica, ...sentinels],
    sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
  };
}

/** Where the primary is, as a Sentinel says. */
export const primaryPort = (sentinelPort: number): Promise<number> =>
  commanded(sentinelPort, async redis => {
    const [, port] = (await redis.call('sentinel', 'get-master-addr-by-name', GROUP)) as [string, string];
    return Number(port);
  });

/** On a connection of its own. */
export async function commanded<T>(
  port: number,
  work: (redis: ReturnType<typeof connectToRedis>) => Promise<T>,
): Promise<T> {
  const redis = connectToRedis(`redis://127.0.0.1:${port}`, { lazyConnect: true, retryStrategy: () => null });
  redis.removeAllListeners('error').on('error', () => {}); // the command is rejected, and tells
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
