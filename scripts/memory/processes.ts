/** Which processes of this machine belong to a lesson that runs, and what they take. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  pid: number;
  parent: number;
  /** What it was started with: its arguments and its environment. */
  words: string;
}

/** Those whose arguments or environment hold one of the marks, and all that descend from them. */
export function marked(processes: Process[], marks: string[]): Process[] {
  const ours = new Set(processes.filter(({ words }) => marks.some(mark => words.includes(mark))).map(({ pid }) => pid));
  for (let before = -1; before !== ours.size; ) {
    before = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  return processes.filter(({ pid }) => ours.has(pid));
}

/** All that this user may see, on Linux. */
export function processesNow(proc = '/proc'): Process[] {
  return readdirSync(proc)
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const parent = Number(
          readFileSync(`${proc}/${pid}/stat`, 'utf8')
            .replace(/^.*\) \S+ /, '')
            .split(' ')[0],
        );
        const words =
          readFileSync(`${proc}/${pid}/cmdline`, 'latin1') + readFileSync(`${proc}/${pid}/environ`, 'latin1');
        return [{ pid: Number(pid), parent, words }];
      } catch {
        return []; // it has ended, or is somebody else's
      }
    });
}

/** Kilobytes of a process, where each page that n processes share counts for an nth (Pss). 0 for one that has ended. */
export function kilobytesOf({ pid }: Pick<Process, 'pid'>, proc = '/proc'): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`${proc}/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
