import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Launch, openProgram, type Program } from './program.ts';

/** Where the programs are, as scripts/programs.ts finds them. */
export interface Programs {
  /** The folder of `initdb` and `postgres`. */
  postgresBin: string;
  /** Words before a command that make root somebody else, who may write where root may: PostgreSQL refuses to run as root. */
  postgresAs: string[];
  /** The path of redis-server, which is Sentinel, too. */
  redisServer: string;
}

export type Servers = Awaited<ReturnType<typeof openServers>>;

/** Servers of one's own, and their folder. They end and the folder goes with `end`, or with this process, however that ends. */
export async function openServers(prefix: string) {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const keeper = removedAfterUs(folder);
  const programs: Program[] = [];
  return {
    ...{ folder, programs },
    open(launch: Launch): Program {
      const one = openProgram(launch);
      programs.push(one);
      return one;
    },
    named: (name: string) => programs.find(one => one.name === name),
    async end(): Promise<void> {
      await Promise.all(programs.map(one => one.end()));
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      keeper.kill('SIGKILL');
    },
  };
}

/** A process that removes the folder once this one is gone and its servers, which end then too, have had a moment. */
function removedAfterUs(folder: string) {
  const script = 'read -r end; for n in 1 2 3 4 5; do sleep 1; rm -rf "$1" 2>/dev/null; done';
  const keeper = spawn('sh', ['-c', script, 'sh', folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  keeper.unref();
  (keeper.stdin as Socket).unref();
  return keeper;
}
