import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Count {
  passed: number;
  failed: number;
  skippedNames: string[];
}

/** The part of a results file that is read: vitest's JSON report, which the walkthrough runner writes, too. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status?: string;
    /** Why the file itself could not be loaded. */
    message?: string;
    assertionResults: { fullName: string; status: string; duration?: number; failureMessages?: string[] }[];
  }[];
}

/**
 * Adds up the results files of a suite that ended. A suite that wrote none counts as one test, passed if it `succeeded`; one
 * that did not succeed has at least one failure, whatever its files say.
 */
export function readResults(folder: string, succeeded: boolean): Count {
  const files = globSync('*.json', { cwd: folder });
  const count = addUp(files.map(file => countOf(reportIn(join(folder, file)))));
  if (!succeeded && count.failed === 0) count.failed = 1;
  if (succeeded && files.length === 0) count.passed = 1;
  return count;
}

/** A test, and how long it took. */
export interface Timed {
  name: string;
  ms: number;
}

/** What took longest of all that left results in the folder. */
export function slowest(folder: string, most: number): Timed[] {
  return filesIn(folder)
    .flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, duration = 0 }) => ({ name: `${name}  ${fullName}`, ms: duration })),
    )
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most);
}

/** A test that failed, or a file that could not be loaded, and the first words of why. */
export interface Failure {
  name: string;
  why: string;
}

/** All that failed of what left results in the folder: a suite that was killed left none. */
export function failures(folder: string): Failure[] {
  return filesIn(folder).flatMap(({ name, status, message = '', assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    const tests = failed.map(({ fullName, failureMessages }) => ({
      name: `${name}  ${fullName}`,
      why: shortened(failureMessages?.[0]),
    }));
    return status === 'failed' && assertionResults.length === 0 ? [{ name, why: shortened(message) }] : tests;
  });
}

/** Without the stack, which is in the log. */
const shortened = (message = '') =>
  message
    .split(/\n\s+at /)[0]!
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);

const filesIn = (folder: string) =>
  globSync('*/*.json', { cwd: folder })
    .sort()
    .flatMap(file => reportIn(join(folder, file)).testResults);

/** One that a killed suite left half written counts as a file that could not be loaded. */
function reportIn(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 0,
      testResults: [{ name: path, status: 'failed', assertionResults: [] }],
    };
  }
}

function countOf({ numPassedTests, numFailedTests, testResults }: Report): Count {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length, // a file that could not even be loaded
    skippedNames: skipped.map(({ fullName }) => fullName),
  };
}

export function addUp(counts: Count[]): Count {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    skippedNames: counts.flatMap(({ skippedNames }) => skippedNames),
  };
}

export const closingLine = ({ passed, failed, skippedNames }: Count) =>
  `${passed} passed, ${failed} failed, ${skippedNames.length} skipped`;
