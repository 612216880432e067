import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addUp, closingLine, failures, readResults, slowest } from './results.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'results-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function report(name: string, tests: Record<string, string>, status = 'passed') {
  const of = (wanted: string) => Object.values(tests).filter(found => found === wanted).length;
  const assertionResults = Object.entries(tests).map(([fullName, status]) => ({ fullName, status }));
  const testResults = [{ name, status, assertionResults }];
  writeFileSync(
    join(folder, name),
    JSON.stringify({ numPassedTests: of('passed'), numFailedTests: of('failed'), testResults }),
  );
}

it('adds up the reports of a suite and names what was skipped', () => {
  report('unit.json', { a: 'passed', b: 'skipped' });
  report('walkthrough.json', { c: 'passed', d: 'failed' });
  expect(readResults(folder, false)).toEqual({ passed: 2, failed: 1, skippedNames: ['b'] });
});

it('counts a test file that could not be loaded', () => {
  report('unit.json', { a: 'passed' });
  report('broken.json', {}, 'failed');
  expect(readResults(folder, false).failed).toBe(1);
});

it('counts a report that was left half written', () => {
  writeFileSync(join(folder, 'unit.json'), '{"numPassedTests":');
  expect(readResults(folder, false)).toEqual({ passed: 0, failed: 1, skippedNames: [] });
});

it('never calls a suite green that ended badly, nor lets a silent one go uncounted', () => {
  expect(readResults(folder, true)).toEqual({ passed: 1, failed: 0, skippedNames: [] });
  report('unit.json', { a: 'passed' });
  expect(readResults(folder, false)).toEqual({ passed: 1, failed: 1, skippedNames: [] });
});

it('closes with one line', () => {
  expect(
    closingLine(
      addUp([
        { passed: 3, failed: 1, skippedNames: ['x'] },
        { passed: 2, failed: 0, skippedNames: [] },
      ]),
    ),
  ).toBe('5 passed, 1 failed, 1 skipped');
});

it('names the slowest of all suites', () => {
  const write = (suite: string, tests: Record<string, number>) => {
    mkdirSync(join(folder, suite));
    const assertionResults = Object.entries(tests).map(([fullName, duration]) => ({
      fullName,
      status: 'passed',
      duration,
    }));
    writeFileSync(
      join(folder, suite, 'unit.json'),
      JSON.stringify({ testResults: [{ name: `${suite}.test.ts`, assertionResults }] }),
    );
  };
  write('a', { quick: 1, slow: 900 });
  write('b', { slower: 1_000 });
  expect(slowest(folder, 2)).toEqual([
    { name: 'b.test.ts  slower', ms: 1_000 },
    { name: 'a.test.ts  slow', ms: 900 },
  ]);
});

it('names what failed in all suites, and why, without its stack', () => {
  const write = (suite: string, testResults: object[]) => {
    mkdirSync(join(folder, suite));
    writeFileSync(join(folder, suite, 'unit.json'), JSON.stringify({ testResults }));
  };
  const failed = {
    fullName: 'sells once',
    status: 'failed',
    failureMessages: ['Error: sold\n twice\n    at a.ts:1:2'],
  };
  write('a', [
    { name: 'a.test.ts', status: 'failed', assertionResults: [failed, { fullName: 'b', status: 'passed' }] },
  ]);
  write('b', [{ name: 'b.test.ts', status: 'failed', message: 'SyntaxError: no', assertionResults: [] }]);
  mkdirSync(join(folder, 'c'));
  writeFileSync(join(folder, 'c', 'unit.json'), '{"numPassed');
  expect(failures(folder)).toEqual([
    { name: 'a.test.ts  sells once', why: 'Error: sold twice' },
    { name: 'b.test.ts', why: 'SyntaxError: no' },
    { name: join(folder, 'c/unit.json'), why: '' },
  ]);
});
