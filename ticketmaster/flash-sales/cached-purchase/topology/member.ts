import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@ticketmaster/testing/eventually';

export interface Launch {
  name: string;
  /** The program and its arguments. */
  command: string[];
  folder: string;
  port: number;
  /** Rejects while it does not answer. */
  handshake: () => Promise<unknown>;
}

/** A server in a process of its own, that ends with this one, however it ends. */
export interface Member {
  name: string;
  port: number;
  pid(): number | undefined;
  runs(): boolean;
  /** Starts it, where it does not run, and waits until it answers. */
  start(): Promise<void>;
  /** kill -9, of all its processes. */
  kill(): Promise<void>;
  /** Lets it finish. */
  end(): Promise<void>;
}

/** It becomes the server; beside it something waits for the end of standard input, which comes when this process ends, and ends the server. */
const WITH_PARENT = 'exec 3<&0; (cat <&3 >/dev/null; kill -INT $$ 2>/dev/null) & exec "$@" </dev/null 3<&-';

export function memberOf({ name, command, folder, port, handshake }: Launch): Member {
  let running: { child: ChildProcess; ended: Promise<unknown> } | undefined;
  const runs = () => running !== undefined && running.child.exitCode === null && running.child.signalCode === null;

  async function start(): Promise<void> {
    if (runs()) return;
    let printed = '';
    const child = spawn('sh', ['-c', WITH_PARENT, 'sh', ...command], {
      ...{ detached: true, cwd: folder }, // Ctrl-C does not reach it before those that use it have finished
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin!.on('error', () => {});
    const keep = (text: Buffer) => (printed = (printed + text).slice(-4_000));
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    running = { child, ended: once(child, 'exit') };
    const waiting = eventually(async () => {
      if (runs()) await handshake();
    }, 30_000);
    await waiting.catch(async error => {
      await kill();
      throw new Error(`${name} does not answer (${error.message}). Its last words:\n${printed}`);
    });
    if (!runs()) throw new Error(`${name} ended while it was starting. Its last words:\n${printed}`);
  }

  async function kill(): Promise<void> {
    if (!running) return;
    const { child, ended } = running;
    running = undefined;
    const children = childrenOf(child.pid!); // each of PostgreSQL's is a group of its own, and could still commit
    for (const pid of [-child.pid!, ...children]) killed(pid);
    await ended;
  }

  return {
    ...{ name, port, start, kill, runs },
    pid: () => (runs() ? running!.child.pid : undefined),
    async end() {
      if (!running) return;
      const { child, ended } = running;
      child.kill('SIGINT'); // PostgreSQL: does not wait for clients to leave
      const force = setTimeout(() => void kill(), 5_000);
      await ended;
      clearTimeout(force);
      killed(-child.pid!);
      running = undefined;
    },
  };
}

function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map(line => line.trim().split(/\s+/).map(Number)).flatMap(([pid, of]) => (of === parent ? [pid!] : []));
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // nobody is left
  }
}
