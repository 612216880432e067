import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { fence, folderWith } from './docs/fixtures.ts';
import { hasMembers } from './docs/process-group.ts';

const cli = join(import.meta.dirname, 'walkthrough.ts');

function run(folder: string, env: NodeJS.ProcessEnv = {}) {
  const options = { cwd: join(folder, '..'), env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  return spawnSync(process.execPath, [cli, 'lesson/README.md'], options);
}

it('runs a README from any folder, in its own, without colours and with a free port', () => {
  const blocks = [
    fence('sh', 'echo "$FORCE_COLOR.$NO_COLOR.$PORT"; cat README.md >/dev/null'),
    fence('text', '..<number>'),
  ];
  const { stdout, status } = run(folderWith(...blocks), { FORCE_COLOR: '1', NO_COLOR: '1', PORT: '' });
  expect({ stdout, status }).toEqual({
    stdout:
      '✓ lesson/README.md:2  echo "$FORCE_COLOR.$NO_COLOR.$PORT"; cat README.md >/dev/null\n1 passed, 0 failed, 0 skipped\n',
    status: 0,
  });
});

it('leaves a PORT that is set as it is', () => {
  const folder = folderWith(fence('sh', 'echo $PORT'), fence('text', '3601'));
  expect(run(folder, { PORT: '3601' }).status).toBe(0);
  expect(run(folder, { PORT: '3602' }).status).toBe(1);
});

it('names the failing step and writes all steps to the results', () => {
  const folder = folderWith(fence('sh', 'true'), fence('sh', 'false'), fence('sh', 'echo never'));
  const { stdout, status } = run(folder, { LAB_RESULTS: folder });
  expect(status).toBe(1);
  expect(stdout).toContain('✗ lesson/README.md:6  false\n    README promised exit status 0, 1 came.\n');
  expect(stdout).toMatch(/\n1 passed, 1 failed, 1 skipped\n$/);
  expect(JSON.parse(readFileSync(join(folder, 'lesson-walkthrough.json'), 'utf8'))).toEqual({
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 1,
    testResults: [
      {
        name: join(folder, 'README.md'),
        assertionResults: [
          { fullName: 'lesson/README.md:2  true', status: 'passed', duration: expect.any(Number), failureMessages: [] },
          {
            fullName: 'lesson/README.md:6  false',
            status: 'failed',
            duration: expect.any(Number),
            failureMessages: [expect.any(String)],
          },
          {
            fullName: 'lesson/README.md:10  echo never',
            status: 'skipped',
            duration: 0,
            failureMessages: ['not reached, because step at line 6 failed'],
          },
        ],
      },
    ],
  });
});

it('fails for a README that promises no step, and for one that is not there', () => {
  expect(run(folderWith('# Words only'))).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('promises no step'),
  });
  const { status, stderr } = spawnSync(process.execPath, [cli, 'no-such.md'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'walkthrough: there is no no-such.md\n' });
});

it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind when it gets %s in the middle', async signal => {
  const folder = folderWith(
    fence('sh background', 'ps -o pgid= -p $BASHPID > server; echo READY; sleep 600'),
    fence('sh timeout=600', 'ps -o pgid= -p $BASHPID > session; touch started; sleep 600'),
  );
  const runner = spawn(process.execPath, [cli, join(folder, 'README.md')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>(resolve => runner.on('exit', resolve));
  await vi.waitUntil(() => existsSync(join(folder, 'started')), { timeout: 60_000 });
  const groups = ['server', 'session'].map(file => Number(readFileSync(join(folder, file), 'utf8')));
  expect(groups.map(hasMembers)).toEqual([true, true]);
  runner.kill(signal);
  expect(await ended).toBe(1);
  expect(groups.map(hasMembers)).toEqual([false, false]);
});
