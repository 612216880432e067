import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { openProgram, type Program } from './program.ts';

/** What Sentinel calls the primary and its replicas together. */
export const GROUP = 'lock';

export interface Place {
  name: string;
  /** The path of redis-server. */
  program: string;
  folder: string;
  port: number;
}

/** Nothing is kept on the disk: a lock that outlives its server helps nobody. */
export async function redis({ name, program, folder, port }: Place, primaryPort?: number): Promise<Program> {
  await mkdir(folder, { recursive: true });
  const args = [
    ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    ...['--repl-diskless-sync-delay', '0'], // the first copy starts at once
    ...(primaryPort ? ['--replicaof', '127.0.0.1', `${primaryPort}`] : []),
  ];
  return openProgram({
    ...{ name, launch: { command: program, args }, endSignal: 'SIGTERM' },
    answers: () => asking(port, one => one.ping()),
  });
}

/** One of three that watch the primary: when two say that it is gone, a replica becomes primary. */
export async function sentinel({ name, program, folder, port }: Place, primaryPort: number): Promise<Program> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'sentinel.conf'); // it writes down there what it has learnt
  const lines = [
    ...[`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`],
    `sentinel monitor ${GROUP} 127.0.0.1 ${primaryPort} 2`,
    ...[`sentinel down-after-milliseconds ${GROUP} 1000`, `sentinel failover-timeout ${GROUP} 5000`],
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return openProgram({
    ...{ name, launch: { command: program, args: [file, '--sentinel'] }, endSignal: 'SIGTERM' },
    answers: () => asking(port, one => one.ping()),
  });
}

/** Where the primary is, as a Sentinel says. */
export const primaryPort = (sentinelPort: number): Promise<number> =>
  asking(sentinelPort, async one => {
    const [, port] = (await one.call('SENTINEL', 'get-master-addr-by-name', GROUP)) as [string, string];
    return Number(port);
  });

/** Rejects until the Sentinel knows a replica to promote and both others. */
export const knowsAll = (sentinelPort: number): Promise<void> =>
  asking(sentinelPort, async one => {
    const reply = (await one.call('SENTINEL', 'ckquorum', GROUP)) as string;
    const replicas = (await one.call('SENTINEL', 'replicas', GROUP)) as unknown[];
    if (replicas.length === 0) throw new Error(`${reply}, but it knows no replica`);
  });

async function asking<T>(port: number, what: (one: ReturnType<typeof connectToRedis>) => Promise<T>): Promise<T> {
  const one = connectToRedis(`redis://127.0.0.1:${port}`, { lazyConnect: true, retryStrategy: () => null });
  one.removeAllListeners('error').on('error', () => {}); // the question is rejected, and tells
  try {
    await one.connect();
    return await what(one);
  } finally {
    one.disconnect();
  }
}
