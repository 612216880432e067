import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Kept {
  promise: string;
  /** Why the technology does not keep it: declared by its test, and seen to fail. */
  brokenBecause?: string;
}

/**
 * Runs what stands in a test file of a lesson under a `describe` that begins with `about`, and reads there what is kept.
 * Rejects when a test fails: then nothing is known.
 */
export async function promisesKept(
  lesson: string,
  file: string,
  about: string,
  environment: Record<string, string>,
): Promise<Kept[]> {
  const output = join(lesson, `.promises-${process.pid}.json`);
  const these = ['-t', `^${RegExp.escape(about)}`, file];
  const args = ['run', '--root', lesson, '--testTimeout=120000', '--reporter=json', `--outputFile=${output}`, ...these];
  try {
    await new Promise<void>((resolve, reject) => {
      const env = { ...process.env, ...environment, LAB_RESULTS: undefined };
      execFile('vitest', args, { env, timeout: 300_000 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${join(lesson, file)} failed:\n${stdout}${stderr}`)) : resolve(),
      );
    });
    return keptIn(readFileSync(output, 'utf8'), about);
  } finally {
    rmSync(output, { force: true });
  }
}

interface Results {
  testResults: { assertionResults: { ancestorTitles: string[]; title: string }[] }[];
}

/** `keepsPlace` is kept; `keepsPlace: no, …` is broken because of … */
export function keptIn(json: string, about: string): Kept[] {
  const results = JSON.parse(json) as Results;
  return results.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ ancestorTitles }) => ancestorTitles[0]?.startsWith(about))
    .map(({ title }): Kept => {
      const [promise, brokenBecause] = title.split(': no, ');
      return { promise: promise!, ...(brokenBecause !== undefined && { brokenBecause }) };
    });
}
