// A lesson of one file and one test, in a repository of its own, and an exercise made of it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Exercise } from './exercise.ts';
import type { Places } from './place.ts';

export const small: Exercise = {
  ...{ name: 'small', folder: 'adding', title: 'Two and two', level: 1, kind: 'bug' },
  symptom: 'A cashier: "Two tickets of 2 euros cost 0 euros."',
  changes: [{ file: 'add.ts', right: 'a + b', wrong: 'a - b' }],
  check: { file: 'add.test.ts', test: 'sums > adds', red: 'expected +0 to be 4' },
  servers: [],
  hints: ['Look at add.ts.', 'It is the sign.'],
  why: 'A sum has a plus.',
};

const test = `import { describe, expect, it } from 'vitest';
import { add } from './add.ts';
describe('sums', () => {
  it('adds', () => expect(add(2, 2)).toBe(4));
  it('is not asked', () => expect(add(1, 1)).toBe(3));
});
`;

export function smallPlaces(): Places {
  const repo = realpathSync(mkdtempSync(join(tmpdir(), 'exercise-test-')));
  onTestFinished(() => rmSync(repo, { recursive: true }));
  const lesson = join(repo, 'ticketmaster/adding');
  mkdirSync(join(lesson, 'node_modules'), { recursive: true });
  writeFileSync(join(lesson, 'add.ts'), 'export const add = (a: number, b: number) => a + b;\n');
  writeFileSync(join(lesson, 'add.test.ts'), test);
  writeFileSync(join(lesson, 'package.json'), '{"type":"module"}');
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(repo, 'node_modules'));
  return { repo, home: join(repo, 'exercises') };
}
