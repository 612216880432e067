/**
 * Runs a README as a test:  node scripts/walkthrough.ts README.md
 *
 * Every ```sh block runs in the README's folder, in one bash session, and must print what the text or json block after it
 * promises (docs/expected.ts has the placeholders). Words after ```sh: `background` keeps running and prints READY, within
 * `ready=` seconds; `exit=7` is the promised exit status; `timeout=90` seconds; `no-run` is only for reading.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { walkthroughEnvironment } from './docs/environment.ts';
import { type Outcome, walk } from './docs/walk.ts';

const readme = process.argv[2] ?? 'README.md';
const folder = dirname(resolve(readme));
if (!existsSync(readme)) {
  console.error(`walkthrough: there is no ${readme}`);
  process.exit(1);
}
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());

const outcomes: Outcome[] = [];
const env = await walkthroughEnvironment(process.env);
for await (const outcome of walk(readme, { cwd: folder, env, interrupted: interruption.signal, graceMs: 15_000 })) {
  outcomes.push(outcome);
  console.log(line(outcome));
}
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
if (process.env.LAB_RESULTS) {
  mkdirSync(process.env.LAB_RESULTS, { recursive: true });
  const path = join(process.env.LAB_RESULTS, `${basename(folder)}-walkthrough.json`);
  writeFileSync(path, `${JSON.stringify(results(), null, 2)}\n`);
}
process.exitCode = count('failed') > 0 ? 1 : 0;

function line({ step, status, message, ms }: Outcome): string {
  const sign = { passed: '✓', failed: '✗', skipped: '-' }[status];
  const time = ms > 1000 ? `  (${ms} ms)` : '';
  const told = message && `\n${message.replaceAll(/^/gm, '    ')}`;
  return `${sign} ${name(step)}${time}${told}`;
}

function name(step: Outcome['step']): string {
  return `${readme}:${step.line}  ${step.title}`;
}

function count(status: Outcome['status']): number {
  return outcomes.filter(outcome => outcome.status === status).length;
}

/** The same shape as vitest's JSON reporter, so that one reader adds both up. */
function results() {
  const assertionResults = outcomes.map(({ step, status, message, ms }) => ({
    fullName: name(step),
    status,
    duration: ms,
    failureMessages: message ? [message] : [],
  }));
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    testResults: [{ name: resolve(readme), assertionResults }],
  };
}
