import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { eventually } from '../../ticketmaster/testing/eventually.ts';
import { end, type Identity, identify, isAlive, spawnDetached } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'process-'));
afterAll(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'log');
const start = (script: string) => spawnDetached({ command: 'bash', args: ['-c', script] }, log, () => {});

it('knows a process until it ends, and a zombie is no process', async () => {
  const identity = start('sleep 60');
  expect(isAlive(identity)).toBe(true);
  process.kill(identity.pid, 'SIGKILL');
  await eventually(() => expect(isAlive(identity)).toBe(false));
});

it('ends one that ignores SIGTERM, with all of its group', async () => {
  const identity = start('trap "" TERM; sleep 60 & echo $! ; while true; do sleep 1; done');
  const child = await eventually(() => {
    const pid = Number(readFileSync(log, 'utf8'));
    expect(identify(pid)).toBeDefined();
    return pid;
  });
  await end(identity, 'SIGTERM', 100);
  expect(isAlive(identity)).toBe(false);
  await eventually(() => expect(identify(child)).toBeUndefined());
});

it('leaves a stranger alone who was given the same pid, since then or since the machine was started anew', async () => {
  const stranger = start('sleep 60');
  for (const startedAt of [`${stranger.startedAt}0`, 'another-boot 1']) {
    expect(isAlive({ pid: stranger.pid, startedAt })).toBe(false);
    await end({ pid: stranger.pid, startedAt }, 'SIGTERM', 100);
    expect(isAlive(stranger)).toBe(true);
  }
  await end(stranger, 'SIGKILL');
});

it('ends what its leader left behind; but not what bears its number since the machine was started anew', async () => {
  const leader = start('sleep 60 & echo $!');
  const child = await eventually(() => {
    expect(isAlive(leader)).toBe(false);
    return Number(readFileSync(log, 'utf8'));
  });
  await end({ ...leader, startedAt: 'another-boot 1' }, 'SIGTERM');
  expect(identify(child)).toBeDefined();
  await end(leader, 'SIGTERM');
  await eventually(() => expect(identify(child)).toBeUndefined());
});

it('names one that ended at once, so that its log can be shown', () => {
  for (let round = 0; round < 20; round++) expect(start('exit 1').pid).toBeGreaterThan(0);
});

it('says in its log that a program cannot be started', async () => {
  const identity = spawnDetached({ command: 'no-such-program', args: [] }, log, () => {});
  await eventually(() => expect(isAlive(identity)).toBe(false));
  expect(readFileSync(log, 'utf8')).toMatch(/no-such-program.*not found/);
});

it('never starts what could not be written down', async () => {
  const ran = join(folder, 'ran');
  const seen: Identity[] = [];
  const remember = (identity: Identity) => {
    seen.push(identity);
    throw new Error('the disk is full');
  };
  expect(() => spawnDetached({ command: 'touch', args: [ran] }, log, remember)).toThrow('the disk is full');
  await eventually(() => expect(isAlive(seen[0]!)).toBe(false));
  expect(existsSync(ran)).toBe(false);
});

it('ends what waits to be written down when the one that starts it is killed', async () => {
  const script = `
    const { spawnDetached } = await import(${JSON.stringify(join(import.meta.dirname, 'process.ts'))});
    spawnDetached({ command: 'sleep', args: ['60'] }, ${JSON.stringify(log)}, ({ pid }) => {
      process.stdout.write(JSON.stringify(pid));
      process.kill(process.pid, 'SIGKILL');
    });`;
  const starter = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(starter.signal).toBe('SIGKILL');
  await eventually(() => expect(identify(Number(starter.stdout))).toBeUndefined());
});
