import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { withLock } from './lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Another process that holds the lock at `path` until it is killed. */
async function holder(path: string) {
  const script = `import { withLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
    await withLock(${JSON.stringify(path)}, () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('lets one in at a time', async () => {
  const path = join(folder, 'one');
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise(resolve => setImmediate(resolve));
    inside--;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(path, work)));
  expect(most).toBe(1);
});

it('says that it waits, gives up after its limit, and is free the moment its holder is killed', async () => {
  const path = join(folder, 'two');
  const other = await holder(path);
  let waited = false;
  const onWait = () => (waited = true);
  await expect(withLock(path, async () => {}, { withinMs: 100, onWait })).rejects.toThrow('has been locked for 0.1 s');
  expect(waited).toBe(true);
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(await withLock(path, async () => 'mine', { withinMs: 5_000 })).toBe('mine');
});
