/** Runs the test that is the judge of an exercise. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { endGroup } from '../docs/process-group.ts';
import { inFreshDatabases } from './databases.ts';
import type { Exercise } from './exercise.ts';
import { type Places, placeOf } from './place.ts';

/** `unclear`: the test did not come to a judgement; `because` says where to read on. */
export type Judgement =
  | { is: 'green'; tests: number }
  | { is: 'red'; test: string; because: string }
  | { is: 'unclear'; because: string };

export const logOf = (places: Places, exercise: Exercise) => `${placeOf(places, exercise)}.log`;

/** Takes a few seconds. Ends its processes when `interrupted`, and then rejects. */
export async function judge(
  places: Places,
  exercise: Exercise,
  environment: NodeJS.ProcessEnv,
  interrupted?: AbortSignal,
): Promise<Judgement> {
  const log = logOf(places, exercise);
  const run = {
    root: placeOf(places, exercise),
    files: [exercise.check.file],
    tests: namesOf(exercise),
    log,
    inPostgres: needsPostgres(exercise),
  };
  return judgementOn(
    exercise,
    await ranBy({ ...places, ...run, environment, mostMs: 240_000, ...(interrupted && { interrupted }) }),
    log,
  );
}

/** As judge(), for many in one run. Where names are alike a test of another may run, too; it is nobody's judge. */
export async function judgeAll(
  places: Places,
  exercises: Exercise[],
  environment: NodeJS.ProcessEnv,
): Promise<Map<string, Judgement>> {
  const log = join(places.home, 'all.log');
  const files = exercises.map(({ name, check }) => join(name, check.file));
  const run = {
    root: places.home,
    files,
    tests: exercises.flatMap(namesOf),
    log,
    inPostgres: exercises.some(needsPostgres),
  };
  const results = await ranBy({ ...places, ...run, environment, mostMs: 600_000 });
  return new Map(exercises.map(exercise => [exercise.name, judgementOn(exercise, results, log)]));
}

const needsPostgres = ({ servers }: Exercise) => servers.some(name => name.startsWith('postgres'));
const namesOf = ({ check }: Exercise) => [check.test].flat();

interface Run {
  repo: string;
  root: string;
  files: string[];
  /** Words of their names. */
  tests: string[];
  log: string;
  environment: NodeJS.ProcessEnv;
  inPostgres: boolean;
  mostMs: number;
  interrupted?: AbortSignal;
}

/** What Vitest wrote down; undefined where it did not come so far. */
async function ranBy(run: Run): Promise<Results | undefined> {
  return run.inPostgres ? inFreshDatabases(run.environment, environment => ranIn({ ...run, environment })) : ranIn(run);
}

async function ranIn({
  repo,
  root,
  files,
  tests,
  log,
  environment,
  mostMs,
  interrupted,
}: Run): Promise<Results | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'exercise-'));
  const results = join(folder, 'results.json');
  const limits = ['--testTimeout=60000', '--hookTimeout=60000', '--expect.poll.timeout=10000', '--no-file-parallelism'];
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const wanted = [...files, '-t', tests.map(literally).join('|')];
  const vitest = join(repo, 'node_modules/vitest/vitest.mjs');
  const outside = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VITEST'))); // we may be in a test ourselves
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--root', root, '--no-isolate', ...limits, ...reports, ...wanted],
    {
      ...{ cwd: root, env: { ...outside, NO_COLOR: '1' }, detached: true },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const written = createWriteStream(log);
  child.stdout.pipe(written, { end: false });
  child.stderr.pipe(written, { end: false });
  const end = () => void endGroup(child.pid!, 2_000);
  const signal = AbortSignal.any([AbortSignal.timeout(mostMs), ...(interrupted ? [interrupted] : [])]);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    await once(child, 'close');
    written.end();
    await finished(written);
    interrupted?.throwIfAborted();
    return existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Results) : undefined;
  } finally {
    signal.removeEventListener('abort', end);
    rmSync(folder, { recursive: true });
  }
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Results {
  testResults: {
    name: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

function judgementOn(exercise: Exercise, results: Results | undefined, log: string): Judgement {
  if (!results) return { is: 'unclear', because: `the test did not end: see ${log}` };
  const names = namesOf(exercise).map(name => name.replaceAll(' > ', ' '));
  const own = results.testResults.filter(({ name }) => name.endsWith(join('/', exercise.name, exercise.check.file)));
  const tests = own
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => names.some(name => fullName.includes(name)));
  const failed = tests.find(({ status }) => status === 'failed');
  if (failed) return { is: 'red', test: failed.fullName, because: firstLines(failed.failureMessages[0] ?? '') };
  const broken = own.find(({ message }) => message);
  if (broken) return { is: 'unclear', because: `${firstLines(broken.message)}\nsee ${log}` };
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return passed ? { is: 'green', tests: passed } : { is: 'unclear', because: `no test ran: see ${log}` };
}

/** Without the stack. */
const firstLines = (message: string) =>
  message
    .split(/\n\s+at /)[0]!
    .split('\n')
    .slice(0, 12)
    .join('\n')
    .trim();
