/** The CPU time, user and system, of processes that are not ours alone to wait for. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** In the second line of what bash's `times` prints: all children that ended and were waited for, and theirs. */
export function ofChildren(times: string): number {
  const [, children = ''] = times.trim().split('\n');
  return children.split(' ').reduce((sum, time) => sum + seconds(time.replace('s', '').split('m')), 0);
}

/** What these processes and all they started used up to now; on Linux also those of them that have ended. */
export function ofTrees(roots: number[]): Map<number, number> {
  const all = platform() === 'linux' ? readProc() : readPs();
  const byParent = Map.groupBy(all, ({ parent }) => parent);
  const below = (pid: number): number =>
    (byParent.get(pid) ?? []).reduce((sum, child) => sum + child.used + below(child.pid), 0);
  return new Map(all.filter(({ pid }) => roots.includes(pid)).map(({ pid, used }) => [pid, used + below(pid)]));
}

const TICKS = 100; // a second, on every Linux

function readProc() {
  return readdirSync('/proc').flatMap(name => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8'); // throws for what is no process, or none any more
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number); // the name before it may hold spaces
      const ticks = fields.slice(11, 15).reduce((sum, time) => sum + time, 0); // user, system, and those of children
      return /^\d+$/.test(name) ? { pid: Number(name), parent: fields[1]!, used: ticks / TICKS } : [];
    } catch {
      return [];
    }
  });
}

function readPs() {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,time='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map(line => line.trim().split(/\s+/))
    .map(([pid, parent, time = '']) => ({ pid: Number(pid), parent: Number(parent), used: ofPs(time) }));
}

/** `[days-]hours:minutes:seconds`, or on macOS `minutes:seconds.hundredths`. */
export function ofPs(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  return Number(days) * 86_400 + seconds(clock.split(':'));
}

const seconds = (parts: string[]) => parts.reduce((sum, part) => sum * 60 + Number(part), 0);
