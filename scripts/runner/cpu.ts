/** The CPU time, user and system, of processes that are not ours alone to wait for. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** In the second line of what bash's `times` prints: all children that ended and were waited for, and theirs. */
export function ofChildren(times: string): number {
  const [, children = ''] = times.trim().split('\n');
  return children.split(' ').reduce((sum, time) => sum + seconds(time.replace('s', '').split('m')), 0);
}

/** What the processes of these groups have used up to now, by group. */
export async function ofGroups(groups: number[]): Promise<Map<number, number>> {
  const used = new Map<number, number>();
  if (groups.length === 0) return used;
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,time='], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  for (const line of stdout.trim().split('\n')) {
    const [group, time = ''] = line.trim().split(/\s+/);
    if (groups.includes(Number(group))) used.set(Number(group), (used.get(Number(group)) ?? 0) + ofPs(time));
  }
  return used;
}

/** `[days-]hours:minutes:seconds`, or on macOS `minutes:seconds.hundredths`. */
export function ofPs(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  return Number(days) * 86_400 + seconds(clock.split(':'));
}

const seconds = (parts: string[]) => parts.reduce((sum, part) => sum * 60 + Number(part), 0);
