import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { kilobytesOf, marked, type Process, processesNow } from './processes.ts';

const pidsOf = (processes: Process[]) => processes.map(({ pid }) => pid);

it('takes what was started with a mark, and all that descends from it, in whatever order they are listed', () => {
  const all: Process[] = [
    { pid: 9, parent: 7, words: 'a grandchild that changed its environment' },
    { pid: 7, parent: 3, words: 'postgres: writer' },
    { pid: 3, parent: 1, words: 'postgres -D /lab/servers/postgres/data' },
    { pid: 4, parent: 1, words: 'node server.ts\0MEASURED=this' },
    { pid: 5, parent: 1, words: 'node server.ts\0MEASURED=other' },
    { pid: 1, parent: 0, words: 'init' },
  ];
  expect(pidsOf(marked(all, ['MEASURED=this', '/lab/servers/']))).toEqual([9, 7, 3, 4]);
  expect(marked(all, ['MEASURED=nothing'])).toEqual([]);
});

/** What Linux shows of processes, in a folder. */
function proc(processes: Record<string, { stat: string; cmdline?: string; environ?: string; smaps_rollup?: string }>) {
  const folder = mkdtempSync(join(tmpdir(), 'proc-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [pid, files] of Object.entries(processes)) {
    mkdirSync(join(folder, pid));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, pid, name), text);
  }
  return folder;
}

it('reads parent, arguments and environment, also of a name with a parenthesis; what has ended is left out', () => {
  const folder = proc({
    12: { stat: '12 (a) b) S 3 12 12 0', cmdline: 'a\0b', environ: 'X=1' },
    13: { stat: '13 (gone) S 12 0' },
    self: { stat: '' },
  });
  expect(processesNow(folder)).toEqual([{ pid: 12, parent: 3, words: 'a\0bX=1' }]);
});

it('counts a shared page by the share of each process, and nothing for one that has ended', () => {
  const folder = proc({ 12: { stat: '', smaps_rollup: 'Rss:  900 kB\nPss:   450 kB\nPss_Dirty: 7 kB\n' } });
  expect(kilobytesOf({ pid: 12 }, folder)).toBe(450);
  expect(kilobytesOf({ pid: 13 }, folder)).toBe(0);
});
