import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 30_000 }); // processes start slowly on a busy machine

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'compare.ts'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it('tells with --help what there is, and how it is asked for', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^Compares .* npm run compare -- NAME [\s\S]*--rounds N [\s\S]*--write [\s\S]*\n {2}waiting-room +the waiting room on /,
  );
});

it.each([
  ['no family', [], 'compare: name one compare. There are: waiting-room'],
  ['one that is not there', ['queues'], "compare: there is no compare 'queues'. There are: waiting-room"],
  ['no rounds', ['waiting-room', '--rounds', '0'], "compare: --rounds must be a whole number from 1 to 999, got '0'"],
])('refuses %s, with exit status 2 and the choices', (_what, args, message) => {
  const { status, stdout, stderr } = run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});
