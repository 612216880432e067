import { execFileSync } from 'node:child_process';

/** Of a replica of PostgreSQL, by its process: the one below it that hears of its primary. */
export function walReceiverOf(replica: number): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const found = lines
    .map(line => line.trim().split(/\s+/))
    .find(([, of, ...args]) => Number(of) === replica && args.join(' ').includes('walreceiver'));
  if (!found) throw new Error(`no WAL receiver runs below ${replica}`);
  return Number(found[0]);
}
