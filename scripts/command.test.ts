import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe.each([
  {
    word: 'bench',
    known: 'simplest',
    all: 'durable, payments, real, sharded, simplest',
    help: 'Measures:',
    about: 'the simplest ',
  },
  {
    word: 'compare',
    known: 'waiting-room',
    all: 'batch-pipeline, cached-purchase, caching, flash-sales, locking, notifications, sharded-engine, waiting-room',
    help: 'Compares ',
    about: 'the waiting room on ',
  },
])('npm run $word', ({ word, known, all, help, about }) => {
  function run(...args: string[]) {
    const script = join(import.meta.dirname, `${word}.ts`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  it('tells with --help what there is, and how it is asked for', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout.startsWith(help)).toBe(true);
    expect(stdout).toMatch(
      new RegExp(`npm run ${word} -- NAME [^]*--rounds N [^]*--write [^]*\n {2}${known} +${about}`),
    );
  });

  it.each([
    ['no name', [], `${word}: name one ${word}. There are: ${all}`],
    ['two of them', [known, known], `${word}: name one ${word}. There are: ${all}`],
    ['one that is not there', ['fastest'], `${word}: there is no ${word} 'fastest'. There are: ${all}`],
    ['a path', [`../${word}`], `${word}: there is no ${word} '../${word}'`],
    ['an option it has not', [known, '--fast'], `${word}: Unknown option '--fast'`],
    ['to redraw and to measure', [known, '--redraw', '--rounds', '2'], `${word}: --redraw measures nothing`],
    ['a part it has not', [known, '--part', 'all'], word === 'bench' ? `Unknown option '--part'` : `no part 'all'`],
    ['no rounds at all', [known, '--rounds', '0'], `${word}: --rounds must be a whole number from 1 to 999, got '0'`],
    [
      'seconds that are no number',
      [known, '--seconds', 'x'],
      `${word}: --seconds must be a whole number from 1 to 999, got 'x'`,
    ],
  ])('refuses %s, with exit status 2 and the choices', (_what, args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
