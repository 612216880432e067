import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { eventually } from '@ticketmaster/testing/eventually';

export interface Launch {
  command: string;
  args: string[];
}

export interface ProgramParts {
  name: string;
  launch: Launch;
  /** Resolves once it does its work. */
  answers: () => Promise<unknown>;
  /** Makes it finish and go. */
  endSignal: 'SIGINT' | 'SIGTERM';
}

/** A server that is no code of ours, as a process of its own. */
export interface Program {
  name: string;
  isUp(): boolean;
  /** Nobody killed it, and yet it is gone. */
  diedByItself(): boolean;
  /** Starts it where it does not run, and waits until it answers; rejects with the end of what it said. */
  start(): Promise<void>;
  /** As a crash: with all its children, which would go on for a moment else. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

/** It becomes the program; beside it something waits for the end of standard input, which comes when this process ends, however. */
const withParent = (signal: string) =>
  `exec 3<&0; (cat <&3 >/dev/null; kill -${signal} $$ 2>/dev/null) & exec "$@" </dev/null 3<&-`;

export function openProgram({ name, launch, answers, endSignal }: ProgramParts): Program {
  let running: { child: ChildProcess; ended: Promise<unknown> } | undefined;
  let said = '';

  async function start(): Promise<void> {
    if (running && !isGone(running.child)) return;
    const script = withParent(endSignal.slice(3));
    const child = spawn('sh', ['-c', script, 'sh', launch.command, ...launch.args], {
      ...{ detached: true, cwd: '/' }, // a group of its own: Ctrl-C does not reach it before those who need it have ended
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {});
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', text => (said = (said + text).slice(-4_000)));
    running = { child, ended: once(child, 'exit').then(() => killEach([-child.pid!])) };
    await eventually(async () => {
      if (!isGone(child)) await answers();
    }, 20_000).catch(async error => {
      await kill();
      throw new Error(`${name} does not answer (${error.message}):\n${said}`);
    });
    if (isGone(child)) throw new Error(`${name} does not start:\n${said}`);
  }

  async function leave(how: (pid: number) => unknown): Promise<void> {
    const leaving = running;
    running = undefined;
    if (!leaving || isGone(leaving.child)) return;
    await how(leaving.child.pid!);
    await leaving.ended;
  }

  const kill = () => leave(async pid => killEach(await familyOf(pid)));
  return {
    ...{ name, start, kill },
    isUp: () => running !== undefined && !isGone(running.child),
    diedByItself: () => running !== undefined && isGone(running.child),
    end: () => leave(pid => process.kill(pid, endSignal)),
  };
}

/** A process and all that it started, it first. */
async function familyOf(root: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=']);
  const rows = stdout.trim().split('\n');
  const pairs = rows.map(row => row.trim().split(/\s+/).map(Number) as [pid: number, parent: number]);
  const below = (parent: number): number[] => pairs.flatMap(([pid, of]) => (of === parent ? [pid, ...below(pid)] : []));
  return [root, ...below(root)];
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
