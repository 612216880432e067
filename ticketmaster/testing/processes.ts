import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually.ts';

export interface Spawned {
  url: string;
  process: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Sends `signal` and answers the exit code, or the signal it died of. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** Of what a process prints, the end is kept: characters. */
const KEPT = 1_000_000;

/**
 * Starts `node script` as its own process, on a free port, and waits for its line `READY <url>`, or for {url} on its channel. `print` is handed
 * what it prints. The channel is closed when this process ends, however: that is its event 'disconnect'.
 */
export async function spawnServer(
  script: string,
  environment: Record<string, string> = {},
  print: (text: string) => void = () => {},
): Promise<Spawned> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit');
  let told: string | undefined;
  child.on('message', message => {
    told ??= (message as { url?: string }).url;
  });
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-KEPT);
      print(text);
    });
  const url = await eventually(() => {
    const ready = told ?? printed.match(/^READY (\S+)/m)?.[1];
    if (!ready && child.exitCode === null && child.signalCode === null)
      throw new Error(`${script} is not ready:\n${printed}`);
    return ready;
  }, 60_000).finally(() => told || /^READY /m.test(printed) || child.kill('SIGKILL'));
  if (!url) throw new Error(`${script} ended while it was starting:\n${printed}`);
  return {
    url,
    process: child,
    output: () => printed,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code, killedBy] = await exited;
      return code ?? killedBy;
    },
  };
}

/**
 * A free port, for a process that is to listen there later, and to come back at the same one. The system gives none of 25000 to 32767 to a client or
 * to `listen(0)` (Linux has those from 32768 on, macOS from 49152), so nobody has it by chance in the meantime. Rejects where `wanted` is taken.
 */
export async function freePort(wanted = 0): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = wanted || randomInt(25_000, 32_768);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
      return port;
    } catch (error) {
      if (wanted !== 0 || tries === 100)
        throw new Error(`Port ${port} cannot be had (${(error as Error).message}). Set PORT to a free one.`);
    }
  }
}

const servers = join(import.meta.dirname, '../../scripts/servers.ts');

/** Ends a server of the lab's as a crash would (kill -9). Rejects when it is not the lab's own. */
export async function killServer(name: string): Promise<void> {
  await promisify(execFile)(process.execPath, [servers, 'kill', name]);
}

/** Starts a server of the lab's again, with what it stored, and waits until it answers. */
export async function startServer(name: string): Promise<void> {
  const { PATH, HOME, LAB_DIR, LAB_PORTS_FROM, LAB_PROVIDER } = process.env; // not its URL, which would mean a user's own
  const env = Object.entries({ PATH, HOME, LAB_DIR, LAB_PORTS_FROM, LAB_PROVIDER }).filter(([, value]) => value);
  await promisify(execFile)(process.execPath, [servers, 'start', name], { env: Object.fromEntries(env) });
}

/** Whether there is such a process of ours. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) throw new Error(`${pid} is no process`); // 0 would mean the own group, which is always alive
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
