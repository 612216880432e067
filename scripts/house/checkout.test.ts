import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkoutOf, codeFiles, readCheckout, show } from './checkout.ts';

it('reads what git tracks and what is new, not what is deleted or ignored', () => {
  const root = mkdtempSync(join(tmpdir(), 'checkout-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (name: string, mode = 0o644) => writeFileSync(join(root, name), `text of ${name}`, { mode });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore', timeout: 30_000 });
  git('init');
  write('tracked.ts');
  write('deleted.ts');
  git('add', '.');
  rmSync(join(root, 'deleted.ts'));
  write('new.sh', 0o755);
  write('ignored.log');
  writeFileSync(join(root, '.gitignore'), '*.log');

  const { files, executable } = readCheckout(root);
  expect([...files.keys()].toSorted()).toEqual(['.gitignore', 'new.sh', 'tracked.ts']);
  expect(files.get('tracked.ts')).toBe('text of tracked.ts');
  expect([...executable]).toEqual(['new.sh']);
});

it('tells code from other files', () => {
  const mixed = checkoutOf({ 'a.ts': '', 'b.mjs': '', 'c.md': '', 'd.ts.snap': '' });
  expect(codeFiles(mixed).map(([path]) => path)).toEqual(['a.ts', 'b.mjs']);
});

it('shows a finding where it is', () => {
  expect(show({ file: 'a.ts', line: 7, message: 'is wrong' })).toBe('a.ts:7 is wrong');
  expect(show({ file: 'a.ts', message: 'is wrong' })).toBe('a.ts is wrong');
});
