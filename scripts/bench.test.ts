import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 30_000 }); // processes start slowly on a busy machine

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'bench.ts'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it('tells with --help what there is, and how it is asked for', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^Measures: {2}npm run bench -- NAME [\s\S]*--rounds N [\s\S]*--write [\s\S]*\n {2}simplest +the simplest /,
  );
});

it.each([
  ['no bench', [], 'bench: name one bench. There are: simplest'],
  ['two of them', ['simplest', 'simplest'], 'bench: name one bench. There are: simplest'],
  ['one that is not there', ['fastest'], "bench: there is no bench 'fastest'. There are: simplest"],
  ['a path', ['../bench'], "bench: there is no bench '../bench'"],
  ['an option it has not', ['simplest', '--fast'], "bench: Unknown option '--fast'"],
  ['no rounds at all', ['simplest', '--rounds', '0'], "bench: --rounds must be a whole number from 1 to 999, got '0'"],
  [
    'seconds that are no number',
    ['simplest', '--seconds', 'x'],
    "bench: --seconds must be a whole number from 1 to 999, got 'x'",
  ],
])('refuses %s, with exit status 2 and the choices', (_what, args, message) => {
  const { status, stdout, stderr } = run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});
