/** Runs the test that is the judge of an exercise. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { endGroup } from '../docs/process-group.ts';
import { JUDGE } from './build/template.ts';
import { type Exercise, isLadder, type Ladder } from './exercise.ts';
import { type Places, placeOf } from './place.ts';

/** `unclear`: the test did not come to a judgement; `because` says where to read on. */
export type Judgement =
  | { is: 'green'; tests: number }
  /** `passed`: how many tests did before it. */
  | { is: 'red'; test: string; because: string; passed: number }
  | { is: 'unclear'; because: string };

const MOST_MS = 240_000;

export const logOf = (places: Places, exercise: Exercise | Ladder) => `${placeOf(places, exercise)}.log`;

/** Takes a few seconds. Ends its processes when `interrupted`, and then rejects. */
export async function judge(
  places: Places,
  exercise: Exercise | Ladder,
  environment: NodeJS.ProcessEnv,
  interrupted?: AbortSignal,
): Promise<Judgement> {
  const results = mkdtempSync(join(tmpdir(), 'exercise-'));
  try {
    const file = join(results, 'results.json');
    await run(places, exercise, environment, file, interrupted);
    interrupted?.throwIfAborted();
    return judgementIn(file, `see ${logOf(places, exercise)}`);
  } finally {
    rmSync(results, { recursive: true });
  }
}

async function run(
  places: Places,
  exercise: Exercise | Ladder,
  environment: NodeJS.ProcessEnv,
  results: string,
  interrupted?: AbortSignal,
) {
  const { file, test } = isLadder(exercise) ? { file: JUDGE, test: '' } : exercise.check;
  const place = placeOf(places, exercise);
  const limits = ['--testTimeout=60000', '--hookTimeout=60000', '--expect.poll.timeout=10000', '--bail=1'];
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const vitest = join(places.repo, 'node_modules/vitest/vitest.mjs');
  const outside = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VITEST'))); // we may be in a test ourselves
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--root', place, '--no-isolate', ...limits, ...reports, file, '-t', literally(test)],
    {
      ...{ cwd: place, env: { ...outside, NO_COLOR: '1' }, detached: true },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const log = createWriteStream(logOf(places, exercise));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const end = () => void endGroup(child.pid!, 2_000);
  const signal = AbortSignal.any([AbortSignal.timeout(MOST_MS), ...(interrupted ? [interrupted] : [])]);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  await once(child, 'close');
  signal.removeEventListener('abort', end);
  log.end();
  await finished(log);
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Results {
  testResults: {
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** What Vitest wrote down. Exported for its test. */
export function judgementIn(file: string, elsewhere: string): Judgement {
  let results: Results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { is: 'unclear', because: `the test did not end: ${elsewhere}` };
  }
  const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.find(({ status }) => status === 'failed');
  if (failed) return { is: 'red', test: failed.fullName, because: firstLines(failed.failureMessages[0] ?? ''), passed };
  const broken = results.testResults.find(({ message }) => message);
  if (broken) return { is: 'unclear', because: `${firstLines(broken.message)}\n${elsewhere}` };
  return passed ? { is: 'green', tests: passed } : { is: 'unclear', because: `no test ran: ${elsewhere}` };
}

/** Without the stack. */
const firstLines = (message: string) =>
  message
    .split(/\n\s+at /)[0]!
    .split('\n')
    .slice(0, 12)
    .join('\n')
    .trim();
