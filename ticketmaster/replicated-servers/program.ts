import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@ticketmaster/testing/eventually';

export interface Launch {
  name: string;
  port: number;
  /** The program and its arguments. */
  command: string[];
  /** Rejects while it does not do its work. */
  answers: () => Promise<unknown>;
}

/** A server that is no code of ours, in a process of its own. It ends with this one, however that ends. */
export interface Program {
  name: string;
  port: number;
  pid(): number | undefined;
  isUp(): boolean;
  /** Starts it where it does not run, and waits until it answers; rejects with the end of what it said. */
  start(): Promise<void>;
  /** As a crash: with all its processes. */
  kill(): Promise<void>;
  /** Lets it finish, for 5 s. It cannot be started again. */
  end(): Promise<void>;
}

/** It becomes the program. Beside it something waits for the end of standard input, which comes when this process ends. */
const WITH_OWNER = 'exec 3<&0; (read -r end <&3; kill -INT $$ 2>/dev/null) & exec "$@" </dev/null 3<&-';

export function openProgram({ name, port, command, answers }: Launch): Program {
  let running: { child: ChildProcess; ended: Promise<unknown> } | undefined;
  let isOver = false;
  const isUp = () => running !== undefined && !isGone(running.child);

  async function start(): Promise<void> {
    if (isOver) throw new Error(`${name} was ended`);
    if (isUp()) return;
    let said = '';
    const child = spawn('sh', ['-c', WITH_OWNER, 'sh', ...command], {
      ...{ detached: true, cwd: '/' }, // a group of its own: Ctrl-C does not reach it before those who need it have ended
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {});
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', text => (said = (said + text).slice(-4_000)));
    running = { child, ended: once(child, 'exit').then(() => killEach([-child.pid!])) };
    await eventually(async () => {
      if (!isGone(child)) await answers();
    }, 30_000).catch(async error => {
      await kill();
      throw new Error(`${name} does not answer (${error.message}):\n${said}`);
    });
    if (isGone(child)) throw new Error(`${name} does not start:\n${said}`);
  }

  async function kill(): Promise<void> {
    const leaving = running;
    running = undefined;
    if (!leaving) return;
    const pid = leaving.child.pid!;
    if (!isGone(leaving.child)) killEach([-pid, ...childrenOf(pid)]); // each of PostgreSQL's is a group of its own, and could still commit
    await leaving.ended;
  }

  return {
    ...{ name, port, isUp, start, kill },
    pid: () => (isUp() ? running!.child.pid : undefined),
    async end() {
      isOver = true;
      running?.child.kill('SIGINT'); // PostgreSQL does not wait for clients to leave
      const force = setTimeout(() => void kill(), 5_000);
      await running?.ended;
      clearTimeout(force);
    },
  };
}

function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map(line => line.trim().split(/\s+/).map(Number)).flatMap(([pid, of]) => (of === parent ? [pid!] : []));
}

function killEach(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it is gone
    }
  }
}

const isGone = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;
