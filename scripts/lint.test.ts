// What the house leaves to Biome is shown to be found, with the settings of the repo.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

const of = (...lines: string[]) => `${lines.join('\n')}\n`;
const test = (line: string) => of(`import { describe, it, test } from 'vitest';`, '', line);

/** The findings of `biome check` on these files alone, as `file:line rule`. */
function findings(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(folder, 'repo-'));
  spawnSync('git', ['init', '-q'], { cwd: root });
  copyFileSync(join(import.meta.dirname, '../biome.json'), join(root, 'biome.json'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  mkdirSync(join(root, 'node_modules/@ticketmaster'), { recursive: true });
  symlinkSync('../../b', join(root, 'node_modules/@ticketmaster/b'));
  const { status, stdout, stderr } = spawnSync('biome', ['lint', '--reporter=github'], { cwd: root, encoding: 'utf8' });
  if (status !== 0 && !stdout.includes('title=lint/')) throw new Error(stderr);
  const lines = stdout.matchAll(/title=lint\/\w+\/(\w+),file=([^,]+),line=(\d+)/g);
  return [...lines].map(([, rule, file, line]) => `${file!.replace(`${root}/`, '')}:${line} ${rule}`).toSorted();
}

it('finds files that import each other, also by a package, for a type, or again', () => {
  const circle = {
    'a/one.ts': of(`import './two.ts';`),
    'a/two.ts': of(`import type { T } from '@ticketmaster/b/three';`, '', 'export const two: T = 2;'),
    'b/package.json': `{ "name": "@ticketmaster/b", "exports": { "./*": "./*.ts" } }\n`,
    'b/three.ts': of(`export * from '../a/one.ts';`, '', 'export type T = number;'),
  };
  expect(findings(circle)).toEqual(['a/one.ts', 'a/two.ts', 'b/three.ts'].map(file => `${file}:1 noImportCycles`));
});

it('does not mind two ways to the same place', () => {
  const diamond = {
    'top.ts': of(`import './left.ts';`, `import './right.ts';`),
    'left.ts': of(`import './bottom.ts';`),
    'right.ts': of(`import './bottom.ts'; // import './top.ts'`),
    'bottom.ts': of('export const bottom = 1;'),
  };
  expect(findings(diamond)).toEqual([]);
});

it.each([
  [`it.only('admits ada', () => {});`, 'noFocusedTests'],
  [`describe.only('the gate', () => {});`, 'noFocusedTests'],
  [`test.concurrent.only('admits ada', () => {});`, 'noFocusedTests'],
  [`it.only.each([1, 2])('admits %i', () => {});`, 'noFocusedTests'],
  [`it.skip('admits ada', () => {});`, 'noSkippedTests'],
  [`describe.skip('the gate', () => {});`, 'noSkippedTests'],
])('finds the quiet test in: %s', (line, rule) => {
  expect(findings({ 'a.test.ts': test(line) })).toContain(`a.test.ts:3 ${rule}`);
});
