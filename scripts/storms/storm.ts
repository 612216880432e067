/** `npm run crowd` and `npm run chaos`: start what they need, let the real implementation's own command run, and keep what it found. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitOf, thisMachine } from '../bench/machine.ts';
import { need } from '../servers/provision.ts';
import { labFrom } from '../servers/registry.ts';
import { HOME, keep, type Ran } from './kept.ts';

/**
 * Runs `ticketmaster/real-implementation/<word>/run.ts` in this process with the arguments of the command line. With `--write NAME` the
 * figures, a page and charts are kept as NAME beside the measurements.
 */
export async function carryOut(word: 'crowd' | 'chaos'): Promise<void> {
  const { name, rest } = writeIn(process.argv.slice(2));
  const lab = labFrom(process.env);
  const at = new Date();
  const commit = commitOf(lab.repo);
  Object.assign(process.env, await need(['postgres', 'redis'], lab, process.env, line => console.error(line)));
  const folder = mkdtempSync(join(tmpdir(), `${word}-`));
  const out = join(folder, 'report.json');
  process.argv.splice(2, process.argv.length, ...rest, ...(name ? ['--out', out] : []));
  try {
    await import(join(lab.repo, `ticketmaster/real-implementation/${word}/run.ts`));
    if (!name) return;
    const command = ['npm run', word, '--', ...rest, '--write', name].join(' ');
    const facts = { at, commit, machine: thisMachine(), circumstances: [], command };
    const ran = { word, name, facts, report: JSON.parse(readFileSync(out, 'utf8')) as Ran['report'] };
    console.log(`Written: ${(await keep(ran, join(lab.repo, HOME))).join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The name behind `--write`, and all other arguments. */
function writeIn(args: string[]): { name: string | undefined; rest: string[] } {
  const at = args.indexOf('--write');
  if (at < 0) return { name: undefined, rest: args };
  const name = args[at + 1];
  if (!/^(?:crowd|chaos)-[a-z\d-]{1,30}$/.test(name ?? ''))
    throw new Error('--write needs a name such as crowd-hot or chaos-200');
  return { name, rest: args.toSpliced(at, 2) };
}
