import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fence, folderWith } from './fixtures.ts';
import { hasMembers } from './process-group.ts';
import { type Outcome, walk } from './walk.ts';

/** Walks through a README of these blocks, in a folder of its own or in the one given. */
async function outcomesOf(blocks: string[], folder = folderWith(...blocks), graceMs = 15_000): Promise<Outcome[]> {
  const env = { PATH: process.env.PATH };
  const readme = join(folder, 'README.md');
  return Array.fromAsync(walk(readme, { cwd: folder, env, interrupted: new AbortController().signal, graceMs }));
}

const statuses = (outcomes: Outcome[]) => outcomes.map(({ status }) => status);

/** The process group whose number a step has written to a file. */
const groupIn = (folder: string, file: string) => Number(readFileSync(join(folder, file), 'utf8'));
const writeGroup = (file: string) => `ps -o pgid= -p $BASHPID > ${file}`;

/** A server that says READY, and ends at SIGTERM. */
const server = fence('sh background', 'echo starting; echo "READY on $PORT"; sleep 600');

describe('a README that is right', () => {
  it('passes', async () => {
    const blocks = [
      fence('sh', 'echo "{\\"visitor\\":\\"ada\\"}"'),
      fence('json', '{"visitor":"<text>"}'),
      fence('sh', 'true'),
    ];
    expect(statuses(await outcomesOf(blocks))).toEqual(['passed', 'passed']);
  });

  it('carries variables, functions, the folder and $? from block to block', async () => {
    const blocks = [
      fence('sh', "WHO='ada'\nhello() { echo \"it's $WHO\"; }\nmkdir inner; cd inner"),
      fence('sh exit=3', '(exit 3)'),
      fence('sh', 'echo $?; hello; basename "$PWD"'),
      fence('text', "3\nit's ada\ninner"),
    ];
    expect(statuses(await outcomesOf(blocks))).toEqual(['passed', 'passed', 'passed']);
  });

  it('reads output and errors together, in order, with or without a last newline', async () => {
    const blocks = [fence('sh', 'echo one; echo two >&2; printf three'), fence('text', 'one\ntwo\nthree')];
    expect(statuses(await outcomesOf(blocks))).toEqual(['passed']);
  });

  it('may have a block that reads its input: there is none, and the next block still runs', async () => {
    const blocks = [
      fence('sh', 'cat; read -r line; echo "<$line>"'),
      fence('text', '<>'),
      fence('sh', 'echo next'),
      fence('text', 'next'),
    ];
    expect(statuses(await outcomesOf(blocks))).toEqual(['passed', 'passed']);
  });

  it('may send its own output away for good', async () => {
    const blocks = [fence('sh', 'exec >file 2>&1; echo lost'), fence('sh', 'cat file'), fence('text', 'lost')];
    expect(statuses(await outcomesOf(blocks))).toEqual(['passed', 'passed']);
  });
});

describe('a README that is wrong', () => {
  it('fails at another output, names both, and skips the rest', async () => {
    const blocks = [fence('sh', 'echo ada; echo bob'), fence('text', 'ada\ncyd'), fence('sh', 'true')];
    const [first, second] = await outcomesOf(blocks);
    expect(first).toMatchObject({ status: 'failed', step: { line: 2 } });
    expect(first?.message).toBe(
      [
        'First difference, at line 7:\n  promised  cyd\n  came      bob',
        'The command:\n  echo ada; echo bob',
        'README promised:\n  ada\n  cyd',
        'It printed:\n  ada\n  bob',
      ].join('\n'),
    );
    expect(second).toMatchObject({ status: 'skipped', message: 'not reached, because step at line 2 failed' });
  });

  it.each([
    ['sh', 'echo no; false', 'README promised exit status 0, 1 came.'],
    ['sh exit=7', 'true', 'README promised exit status 7, 0 came.'],
    ['sh', 'if', 'README promised exit status 0'],
    ['sh', 'exit 3', 'It did not come to its end: bash ended with status 3 (a block must not call exit'],
    ['sh', 'set -e; false', 'It did not come to its end: bash ended with status 1'],
    ['sh', 'kill -9 $$', 'It did not come to its end: bash was ended by SIGKILL.'],
    ['sh timeout=0.5', 'echo so far; sleep 600', 'It did not come to its end: 0.5 s were over.'],
    ['sh background ready=0.5', 'echo so far; sleep 600', 'It printed no line with the word READY: 0.5 s were over.'],
    ['sh background', 'echo no port; exit 4', 'It printed no line with the word READY: bash ended with status 4.'],
    ['sh background', 'echo ALREADY there', 'It printed no line with the word READY: bash ended with status 0.'],
    ['sh timout=3', 'true', 'unknown words after ```sh: timout=3'],
  ])('fails at ```%s %s', async (info, command, message) => {
    const outcomes = await outcomesOf([fence(info, command), fence('sh', 'true')]);
    expect(statuses(outcomes)).toEqual(['failed', 'skipped']);
    expect(outcomes[0]?.message).toContain(message);
    if (command.startsWith('echo')) expect(outcomes[0]?.message).toMatch(/It printed:\n {2}(so far|no|ALREADY)/);
  });

  it('fails at the step after one that kills the session behind its back', async () => {
    const blocks = [fence('sh', '( until [ -e go ]; do :; done; kill -9 $$ ) & touch go'), fence('sh', 'sleep 600')];
    expect(statuses(await outcomesOf(blocks))).toContain('failed');
  });
});

describe('a background step', () => {
  it('has the exported variables and the folder of the session, and runs beside the steps after it', async () => {
    const blocks = [
      fence('sh', "export NAME=\"ada's \\$1\"; mkdir 'in ner'; cd 'in ner'; HIDDEN=x"),
      fence('sh background', 'echo "$NAME|$HIDDEN|$(basename "$PWD")"; echo READY; sleep 600'),
      fence('text', "ada's $1||in ner\nREADY"),
      fence('sh', 'echo beside'),
      fence('text', 'beside'),
    ];
    expect(statuses(await outcomesOf(blocks))).toEqual(['passed', 'passed', 'passed']);
  });

  it('fails where it prints something else than promised up to READY', async () => {
    const [outcome] = await outcomesOf([server, fence('text', 'starting\nREADY on 1')]);
    expect(outcome?.message).toContain('First difference, at line 7:\n  promised  READY on 1\n  came      READY on\n');
  });

  it('is gone afterwards with all it started, and so are the jobs of the session', async () => {
    const blocks = [
      fence('sh', `${writeGroup('session')}; sleep 600 &`),
      fence('sh background', `${writeGroup('server')}; (sleep 600 & sleep 600) & echo READY; wait`),
      fence('sh exit=1', 'false'),
    ];
    const folder = folderWith(...blocks);
    expect(statuses(await outcomesOf(blocks, folder))).toEqual(['passed', 'passed', 'passed']);
    expect(['session', 'server'].map(file => hasMembers(groupIn(folder, file)))).toEqual([false, false]);
  });

  it('is gone afterwards also when a later step fails', async () => {
    const blocks = [fence('sh background', `${writeGroup('server')}; echo READY; sleep 600`), fence('sh', 'false')];
    const folder = folderWith(...blocks);
    expect(statuses(await outcomesOf(blocks, folder))).toEqual(['passed', 'failed']);
    expect(hasMembers(groupIn(folder, 'server'))).toBe(false);
  });

  it('has its say when a later step fails', async () => {
    const blocks = [
      fence(
        'sh background',
        'echo READY; until [ -e go ]; do sleep 0.05; done; echo no seat left; touch told; sleep 600',
      ),
      fence('sh', 'touch go; until [ -e told ]; do sleep 0.05; done; false'),
    ];
    expect((await outcomesOf(blocks))[1]?.message).toMatch(/Meanwhile echo READY;.* printed:\n {2}no seat left$/);
  });

  it('fails if it has to be killed, and is gone then too', async () => {
    const stubborn = `${writeGroup('server')}; trap '' TERM; echo READY; while true; do sleep 1; done`;
    const folder = folderWith(fence('sh background', stubborn));
    const outcomes = await outcomesOf([], folder, 300);
    expect(statuses(outcomes)).toEqual(['passed', 'failed']);
    expect(outcomes[1]?.message).toContain('still there 0.3 s after SIGTERM');
    expect(hasMembers(groupIn(folder, 'server'))).toBe(false);
  });
});
