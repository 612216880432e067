import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { end, identify, isAlive, spawnDetached } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'process-'));
afterAll(() => rmSync(folder, { recursive: true }));
const start = (script: string) => spawnDetached({ command: 'bash', args: ['-c', script] }, join(folder, 'log'));

it('knows a process until it ends, and a zombie is no process', async () => {
  const identity = start('sleep 60');
  expect(isAlive(identity)).toBe(true);
  process.kill(identity.pid, 'SIGKILL');
  await vi.waitFor(() => expect(isAlive(identity)).toBe(false));
});

it('ends one that ignores SIGTERM, with all of its group', async () => {
  const identity = start('trap "" TERM; sleep 60 & echo $! ; while true; do sleep 1; done');
  const child = await vi.waitFor(async () => {
    const { readFileSync } = await import('node:fs');
    const pid = Number(readFileSync(join(folder, 'log'), 'utf8'));
    expect(identify(pid)).toBeDefined();
    return pid;
  });
  await end(identity, 'SIGTERM', 100);
  expect(isAlive(identity)).toBe(false);
  await vi.waitFor(() => expect(identify(child)).toBeUndefined());
});

it('leaves a stranger alone who was given the same pid', async () => {
  const stranger = spawn('sleep', ['60'], { detached: true });
  await once(stranger, 'spawn');
  await end({ pid: stranger.pid!, startedAt: 'long ago' }, 'SIGTERM', 100);
  expect(identify(stranger.pid!)).toBeDefined();
  stranger.kill('SIGKILL');
});

it('says so when a program cannot be started', () => {
  expect(() => spawnDetached({ command: 'no-such-program', args: [] }, join(folder, 'log'))).toThrow('no-such-program');
});
