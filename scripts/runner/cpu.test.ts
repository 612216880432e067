import { execFileSync, spawn } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { ofChildren, ofGroups, ofPs } from './cpu.ts';

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

it('counts what a living group has used', async () => {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { detached: true });
  try {
    await vi.waitFor(async () => expect((await ofGroups([child.pid!])).get(child.pid!)).toBeGreaterThan(0), 60_000);
  } finally {
    child.kill('SIGKILL');
  }
});
