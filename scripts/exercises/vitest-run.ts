/** One run of Vitest in copies of lessons, in databases of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { endGroup } from '../docs/process-group.ts';
import { inFreshDatabases } from './databases.ts';
import { outsideVitest } from './outside-vitest.ts';

export interface Run {
  repo: string;
  root: string;
  files: string[];
  /** Words of their names. */
  tests: string[];
  log: string;
  environment: NodeJS.ProcessEnv;
  inPostgres: boolean;
  /** Ends after so many that fail; 0 for none. */
  bail?: number;
  mostMs: number;
  interrupted?: AbortSignal;
}

/** What Vitest wrote down; undefined where it did not come so far. */
export async function ranBy(run: Run): Promise<Results | undefined> {
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
  bail = 0,
  interrupted,
}: Run): Promise<Results | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'exercise-'));
  const results = join(folder, 'results.json');
  const limits = [
    '--testTimeout=60000',
    '--hookTimeout=60000',
    '--expect.poll.timeout=10000',
    '--no-file-parallelism',
    `--bail=${bail}`,
  ];
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const wanted = [...files, '-t', tests.map(literally).join('|')];
  const vitest = join(repo, 'node_modules/vitest/vitest.mjs');
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--root', root, '--no-isolate', ...limits, ...reports, ...wanted],
    {
      ...{ cwd: root, env: { ...outsideVitest(environment), NO_COLOR: '1' }, detached: true },
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

export interface Results {
  testResults: {
    name: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}
