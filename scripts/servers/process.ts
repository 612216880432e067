import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launch } from './kind.ts';

/** A process, told apart from a later one that was given the same pid by the moment it started. */
export interface Identity {
  pid: number;
  startedAt: string;
}

/**
 * Starts a process in a group of its own that outlives this one; all it prints goes to `log`.
 * It waits until `remember` has written it down: if this process dies before that, the other ends too, and nobody has
 * to find what nobody knows of.
 */
export function spawnDetached({ command, args, env, cwd }: Launch, log: string, remember: (it: Identity) => void) {
  const output = openSync(log, 'w');
  const child = spawn('sh', ['-c', 'read -r go && exec "$@" </dev/null', 'lab', command, ...args], {
    detached: true,
    stdio: ['pipe', output, output],
    env: { ...process.env, ...env },
    cwd,
  });
  child.on('error', () => {}); // what cannot start has no pid
  child.stdin!.on('error', () => {}); // it was ended meanwhile
  child.unref();
  closeSync(output);
  const seen = child.pid === undefined ? undefined : look(child.pid);
  if (!seen) throw new Error(`${command} could not be started`);
  const identity: Identity = { pid: seen.pid, startedAt: seen.startedAt };
  try {
    remember(identity);
    child.stdin!.write('go\n');
  } finally {
    child.stdin!.end();
  }
  return identity;
}

/** The process that has `pid` now; undefined when there is none, or only a zombie that nobody waited for. */
export function identify(pid: number): Identity | undefined {
  const seen = look(pid);
  return seen && !seen.zombie ? { pid, startedAt: seen.startedAt } : undefined;
}

export function isAlive({ pid, startedAt }: Identity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/**
 * Ends a process and its group: `signal` first, SIGKILL once `graceMs` have passed.
 * A pid that belongs to somebody else by now is left alone.
 */
export async function end(identity: Identity, signal: NodeJS.Signals, graceMs = 15_000): Promise<void> {
  if (!identity.startedAt.startsWith(`${boot()} `)) return; // by now its number may be that of anybody's group
  const deadline = Date.now() + graceMs;
  if (isAlive(identity)) kill(identity.pid, signal);
  while (isAlive(identity) && Date.now() < deadline) await sleep(20);
  // While one member lives its group's number is not given away, so with the leader gone this can only hit our own.
  const stranger = identify(identity.pid);
  if (stranger && stranger.startedAt !== identity.startedAt) return;
  kill(-identity.pid, 'SIGKILL');
  for (const limit = Date.now() + 10_000; isAlive(identity); await sleep(20)) {
    if (Date.now() > limit) throw new Error(`Process ${identity.pid} does not end, not even by SIGKILL`);
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // nobody is left
  }
}

/** Linux alone says which start of the machine this is. */
const boot = () =>
  platform() === 'linux' ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : 'some boot';

function look(pid: number): (Identity & { zombie: boolean }) | undefined {
  try {
    const { state, start } = platform() === 'linux' ? lookInProc(pid) : lookWithPs(pid);
    return { pid, startedAt: `${boot()} ${start}`, zombie: state === 'Z' };
  } catch {
    return undefined;
  }
}

function lookInProc(pid: number) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold spaces
  const threads = Number(fields[17]); // while others of its threads are still ending, its ports are not free
  return { state: threads > 1 ? 'ending' : fields[0], start: fields[19] };
}

/** The same for every terminal, whatever its language and time zone. */
function lookWithPs(pid: number) {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const seen = execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8', env }).trim();
  return { state: seen[0], start: seen.replace(/^\S+\s+/, '') };
}
