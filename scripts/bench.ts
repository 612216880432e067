/**
 * Measures:  npm run bench -- NAME [--rounds 5] [--seconds 4] [--write]
 *
 *   --rounds N    how often all targets are measured, one after the other; what is told is the median
 *   --seconds N   how long each target is measured in each round
 *   --write       keep the results in the repo, beside what was measured; always: in .lab/bench
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench/bench.ts';
import { commitOf, thisMachine } from './bench/machine.ts';
import { asMarkdown, keep } from './bench/report.ts';
import { doubts, measureRounds } from './bench/rounds.ts';
import { summarize } from './bench/summary.ts';
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const folder = join(import.meta.dirname, 'bench');
const names = readdirSync(folder).flatMap(file => file.match(/^(.+)\.bench\.ts$/)?.[1] ?? []);
const say = (line: string) => console.error(line);

/** A command that cannot be meant: exit 2. */
class Misuse extends Error {}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());
try {
  await main(process.argv.slice(2));
} catch (error) {
  const { aborted } = interruption.signal;
  if (!aborted || error instanceof SuppressedError) say(told(error));
  if (aborted) say('Interrupted; nothing was written.');
  process.exitCode = aborted ? 130 : error instanceof Misuse ? 2 : 1;
}

async function main(args: string[]): Promise<void> {
  const { name, rounds, seconds, write, help } = asked(args);
  if (help) return console.log(await usage());
  const bench = await benchNamed(name);
  const lab = labFrom(process.env);
  const at = new Date();
  const commit = commitOf(lab.repo);
  const urls = await need(bench.servers, lab, process.env, say);

  await using cleanUp = new AsyncDisposableStack();
  const opened = await bench.open({ urls, interrupted: interruption.signal, cleanUp });
  const tell = (line: string) => {
    interruption.signal.throwIfAborted();
    say(line);
  };
  const measured = await measureRounds(opened.targets, { rounds, seconds, baseline: opened.baseline }, tell);
  const audit = await opened.audit();

  const command = `npm run bench -- ${name} --rounds ${rounds} --seconds ${seconds}${write ? ' --write' : ''}`;
  const report = {
    name,
    title: bench.about,
    facts: { at, commit, machine: thisMachine(), circumstances: opened.circumstances, command },
    rows: summarize(opened.targets, measured, opened.comparisons),
    notes: [...audit, ...doubts(measured, opened.baseline)],
    rounds: measured,
  };
  const written = keep(report, join(lab.dir, '../bench'), write ? join(lab.repo, bench.home, 'bench') : undefined);
  console.log(`\n${asMarkdown(report)}\nWritten: ${written.join(', ')}`);
}

function asked(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '4' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help && positionals.length !== 1) throw new Error('name one bench');
    const { write, help } = values;
    return {
      name: positionals[0] ?? '',
      rounds: count('rounds', values),
      seconds: count('seconds', values),
      write,
      help,
    };
  } catch (error) {
    const [what] = (error as Error).message.split('. '); // Node goes on to explain how files named -x are given
    throw new Misuse(`bench: ${what}. There are: ${names.join(', ')}. More: npm run bench -- --help`);
  }
}

function count(option: 'rounds' | 'seconds', values: Record<typeof option, string>): number {
  if (/^[1-9]\d{0,2}$/.test(values[option])) return Number(values[option]);
  throw new Error(`--${option} must be a whole number from 1 to 999, got '${values[option]}'`);
}

async function benchNamed(name: string): Promise<Bench> {
  if (!names.includes(name)) throw new Misuse(`bench: there is no bench '${name}'. There are: ${names.join(', ')}`);
  const { bench } = (await import(`./bench/${name}.bench.ts`)) as { bench: Bench };
  return bench;
}

async function usage(): Promise<string> {
  const help = readFileSync(import.meta.filename, 'utf8').match(/\/\*\*\n(.*?)\n \*\//s)![1]!;
  const benches = await Promise.all(names.map(async name => `  ${name.padEnd(12)}  ${(await benchNamed(name)).about}`));
  return `${help.replace(/^ \* ?/gm, '')}\n\n${benches.join('\n')}`;
}

/** What failed first, and what then went wrong while cleaning up. */
function told(error: unknown): string {
  if (error instanceof SuppressedError) return `${told(error.suppressed)}\nWhile cleaning up: ${told(error.error)}`;
  return error instanceof Error ? error.message : String(error);
}
