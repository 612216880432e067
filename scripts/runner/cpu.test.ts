import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ofChildren, ofPs, ofTrees } from './cpu.ts';

const work = 'for (const end = Date.now() + 3000; Date.now() < end; );';

it.each([
  ['00:01:30', 90],
  ['1-02:00:00', 93_600],
  ['12:30.50', 750.5],
])('reads %s', (time, seconds) => expect(ofPs(time)).toBe(seconds));

it('counts what children used that bash waited for', () => {
  const printed = execFileSync('bash', ['-c', `'${process.execPath}' -e '${work}'; times`], { encoding: 'utf8' });
  expect(ofChildren(printed)).toBeGreaterThan(0.3); // as little of 3 s as a busy machine gives
  expect(ofChildren('0m1.500s 0m0.250s\n1m0.500s 0m2.250s\n')).toBe(62.75);
});

it('counts a living process, what it started, also in groups of their own, and what of that has ended', async () => {
  const node = (script: string) => `'${process.execPath}' -e '${script}' & wait`;
  const child = spawn('bash', ['-c', `set -m; ${node(work)}; echo over; ${node('for (;;);')}`], { detached: true });
  const used = () => ofTrees([child.pid!]).get(child.pid!)!;
  onTestFinished(async () => {
    execFileSync('pkill', ['-KILL', '-P', `${child.pid}`]); // its children have groups of their own
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  const before = used();
  expect(before).toBeGreaterThan(0.3);
  await vi.waitFor(() => expect(used()).toBeGreaterThan(before), 60_000);
});
