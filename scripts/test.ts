/**
 * npm test [-- WORD …]: the type check, the lint, and every test.sh; with words, only the suites whose names hold one of them.
 *
 * Prints a line for each suite, the whole log of one that fails, each skipped test, and last `N passed, N failed, N skipped`.
 * Servers that it had to start are stopped at the end.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addUp, type Count, closingLine, readResults } from './results.ts';
import { status, stop } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';
import { untilSignal } from './until-signal.ts';

interface Suite {
  name: string;
  command: [string, ...string[]];
}

const lab = labFrom(process.env);
const folder = join(lab.dir, '..', 'test');
const say = (line: string) => console.log(line);

function suites(words: string[]): Suite[] {
  const scripts = globSync('{scripts,ticketmaster/**}/test.sh', { cwd: lab.repo, exclude: ['**/node_modules/**'] });
  const all: Suite[] = [
    { name: 'types', command: ['tsc', '--project', lab.repo] },
    { name: 'lint', command: ['biome', 'check', '--error-on-warnings', lab.repo] },
    { name: 'promises', command: ['oxlint', '--type-aware', '--deny-warnings', lab.repo] },
    ...scripts.sort().map((path): Suite => ({ name: dirname(path), command: ['bash', join(lab.repo, path)] })),
  ];
  return words.length ? all.filter(({ name }) => words.some(word => name.includes(word))) : all;
}

/** Runs a suite in a process group of its own, which is ended when `interrupted`. */
async function run({ name, command: [command, ...args] }: Suite, interrupted: Promise<unknown>): Promise<Count> {
  const results = join(folder, name.replaceAll('/', '-'));
  const log = `${results}.log`;
  mkdirSync(results, { recursive: true });
  const start = performance.now();
  const { FORCE_COLOR: _, ...environment } = process.env;
  const child = spawn(command, args, {
    cwd: lab.repo,
    env: { ...environment, NO_COLOR: '1', LAB_RESULTS: results },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = createWriteStream(log);
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false });
  void interrupted.then(() => child.exitCode === null && child.pid && process.kill(-child.pid, 'SIGTERM'));
  const code = await Promise.race([once(child, 'close').then(([code]) => code as number | null), once(child, 'error')]);
  const count = readResults(results, code === 0);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(`${count.failed ? '✗' : '✓'} ${name.padEnd(40)} ${`${count.passed} passed`.padStart(12)}  ${seconds} s`);
  if (count.failed) say(readFileSync(log, 'utf8').replace(/^/gm, '    '));
  for (const skipped of count.skippedNames) say(`    skipped: ${skipped}`);
  return count;
}

async function main(words: string[]): Promise<number> {
  const chosen = suites(words);
  if (chosen.length === 0) throw new Error(`No suite is named like ${words.join(', ')}`);
  rmSync(folder, { recursive: true, force: true });
  const before = new Set((await status(lab, process.env)).map(({ server }) => server));
  let stopping = false;
  const interrupted = untilSignal('SIGINT', 'SIGTERM', 'SIGHUP').then(() => (stopping = true));
  const counts: Count[] = [];
  try {
    for (const suite of chosen) if (!stopping) counts.push(await run(suite, interrupted));
  } finally {
    const started = (await status(lab, process.env)).filter(
      ({ server, provider }) => provider !== 'environment' && !before.has(server),
    );
    if (started.length)
      await stop(
        started.map(({ server }) => server),
        lab,
        () => {},
      );
  }
  const total = addUp(counts);
  if (stopping) say('Interrupted: not all suites ran.');
  say(closingLine(total));
  return total.failed || stopping ? 1 : 0;
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
