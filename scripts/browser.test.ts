import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, 'browser.ts');
const run = (environment: Record<string, string>) =>
  spawnSync(process.execPath, [script], { encoding: 'utf8', env: { ...process.env, ...environment } });

it('finds a browser that starts, installing it where it may', () => {
  const { stdout, stderr, status } = run({ CHROMIUM_PATH: '' });
  expect(status, stderr).toBe(0);
  expect(execFileSync(stdout.trim(), ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toMatch(
    /Chrom/,
  );
}, 300_000);

it('takes the one that is given, and says so when that is not there', () => {
  expect(run({ CHROMIUM_PATH: process.execPath }).stdout.trim()).toBe(process.execPath);
  const { status, stderr } = run({ CHROMIUM_PATH: '/not/there' });
  expect(status).toBe(1);
  expect(stderr).toContain('CHROMIUM_PATH is /not/there, and there is no such file');
});
