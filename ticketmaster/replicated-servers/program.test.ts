import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '@ticketmaster/testing/processes';
import { expect, it, onTestFinished } from 'vitest';
import { openProgram } from './program.ts';

/** A program that is ready once its file is there. */
async function programOf(...command: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'program-'));
  const file = join(folder, 'ready');
  const answers = () => access(file);
  const program = openProgram({ name: 'one', port: 0, command: [...command, file], answers });
  onTestFinished(async () => {
    await program.kill();
    await rm(folder, { recursive: true });
  });
  return { program, file };
}

it('says what a program said that does not start', async () => {
  const { program } = await programOf('sh', '-c', 'echo no such luck >&2');
  await expect(program.start()).rejects.toThrow('one does not start:\nno such luck');
});

it('starts again who was killed, and not who was ended', async () => {
  const { program } = await programOf('sh', '-c', 'touch "$0"; exec sleep 60');
  await program.start();
  await program.start(); // it runs
  const first = program.pid()!;
  await program.kill();
  expect([isAlive(first), program.isUp(), program.pid()]).toEqual([false, false, undefined]);
  await program.start();
  expect([isAlive(program.pid()!), program.pid() === first]).toEqual([true, false]);
  await program.end();
  await expect(program.start()).rejects.toThrow('one was ended');
});

it('kills also what has left its group, as the processes of PostgreSQL have', async () => {
  const { program, file } = await programOf(
    process.execPath,
    '-e',
    `const { pid } = require('node:child_process').spawn('sleep', ['60'], { detached: true });
     const { renameSync, writeFileSync } = require('node:fs');
     writeFileSync(process.argv[1] + '.part', String(pid));
     renameSync(process.argv[1] + '.part', process.argv[1]); // whole from the first moment on`,
  );
  await program.start();
  const child = Number(await readFile(file, 'utf8'));
  expect(isAlive(child)).toBe(true);
  await program.kill();
  await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false); // init sees to it when it has time
});

it('ends who does not end by himself, after 5 s', async () => {
  const { program } = await programOf('sh', '-c', 'trap "" INT; touch "$0"; exec sleep 60');
  await program.start();
  const [pid, asked] = [program.pid()!, performance.now()];
  await program.end();
  expect(performance.now() - asked).toBeGreaterThan(4_900);
  expect(isAlive(pid)).toBe(false);
});
