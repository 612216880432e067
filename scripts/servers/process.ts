import { execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launch } from './kind.ts';

/** A process, told apart from a later one that was given the same pid by the moment it started. */
export interface Identity {
  pid: number;
  startedAt: string;
}

/** Starts a process in a group of its own that outlives this one; all it prints goes to `log`. */
export function spawnDetached({ command, args, env, cwd }: Launch, log: string): Identity {
  const output = openSync(log, 'w');
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
    cwd,
  });
  child.on('error', () => {}); // a program that cannot start has no pid: identify() says so
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) throw new Error(`${command} could not be started`);
  return identity;
}

/** The process that has `pid` now; undefined when there is none, or only a zombie that nobody waited for. */
export function identify(pid: number): Identity | undefined {
  try {
    if (platform() !== 'linux') {
      const startedAt = execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8' }).trim();
      return { pid, startedAt };
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold spaces
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { pid, startedAt: `${boot} ${fields[19]}` };
  } catch {
    return undefined;
  }
}

export function isAlive({ pid, startedAt }: Identity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/**
 * Ends a process and its group: `signal` first, SIGKILL once `graceMs` have passed.
 * A pid that belongs to somebody else by now is left alone.
 */
export async function end(identity: Identity, signal: NodeJS.Signals, graceMs = 15_000): Promise<void> {
  const deadline = Date.now() + graceMs;
  if (isAlive(identity)) process.kill(identity.pid, signal);
  while (isAlive(identity) && Date.now() < deadline) await sleep(20);
  // While one member lives its group's number is not given away, so with the leader gone this can only hit our own.
  const stranger = identify(identity.pid);
  if (stranger && stranger.startedAt !== identity.startedAt) return;
  try {
    process.kill(-identity.pid, 'SIGKILL');
  } catch {
    return; // nobody is left
  }
  while (isAlive(identity)) await sleep(20);
}
