import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keepSeconds, readSeconds, secondsFile } from './seconds.ts';

it('knows the last run, else what a fresh clone knows, and takes what is new for long', () => {
  const home = mkdtempSync(join(tmpdir(), 'seconds-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const file = secondsFile(join(home, 'lab'));
  const fresh = readSeconds(file);
  expect(fresh('types')).toBeLessThan(60);
  expect(fresh('ticketmaster/a-new-lesson')).toBe(60);
  keepSeconds(file, { types: 7, lint: 8 });
  keepSeconds(file, { lint: 9 });
  expect(['types', 'lint', 'scripts'].map(readSeconds(file))).toEqual([7, 9, fresh('scripts')]);
  writeFileSync(file, '{"types":');
  expect(readSeconds(file)('types')).toBe(fresh('types'));
});
