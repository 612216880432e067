import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { promisesKept } from './promises.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A lesson with one test file; beside this one, where vitest is found. */
function lesson(tests: string): string {
  const folder = mkdtempSync(join(import.meta.dirname, '.lesson-'));
  folders.push(folder);
  writeFileSync(join(folder, 'line.test.ts'), `import { describe, expect, it } from 'vitest';\n${tests}`);
  return folder;
}

it('reads what a conformance says: what is kept, and what is broken because of what', async () => {
  const folder = lesson(`
    describe('the line on Paper', () => {
      it('ordered', () => {});
      it.fails('keepsPlace: no, paper burns', () => expect(process.env.FIRE).toBe('out'));
    });
    describe('the line on Stone', () => it('ordered', () => expect(1).toBe(2)));`);
  expect(await promisesKept(folder, 'line.test.ts', 'the line on Paper', { FIRE: 'on' })).toEqual([
    { promise: 'ordered' },
    { promise: 'keepsPlace', brokenBecause: 'paper burns' },
  ]);
  expect(readdirSync(folder).filter(file => file.includes('promises'))).toEqual([]);
  await expect(promisesKept(folder, 'line.test.ts', 'the line on Paper', { FIRE: 'out' })).rejects.toThrow('failed');
});

it('knows nothing where a test fails', async () => {
  const folder = lesson(`describe('the line', () => it('ordered', () => expect(1).toBe(2)));`);
  await expect(promisesKept(folder, 'line.test.ts', 'the line', {})).rejects.toThrow('line.test.ts failed');
});
