import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { filesChanged, filesNow } from './changes.ts';

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'changes-test-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'deep'));
  writeFileSync(join(path, 'deep/add.ts'), 'a - b');
  return path;
}

const never = new AbortController().signal;

it('sees each save of an editor that puts a new file in the place of the old, however often', async () => {
  const place = folder();
  let seen = filesNow(place);
  for (const save of [1, 2, 3, 4, 5]) {
    const changed = filesChanged(place, seen, never);
    writeFileSync(join(place, `deep/sed${save}Xq`), `a + ${save}`);
    renameSync(join(place, `deep/sed${save}Xq`), join(place, 'deep/add.ts'));
    seen = (await changed)!;
    expect(seen).toBe(filesNow(place)); // and has come to rest
  }
});

it('sees what was saved before it was asked, and what is new or gone', async () => {
  const place = folder();
  const before = filesNow(place);
  writeFileSync(join(place, 'new.ts'), '');
  const more = (await filesChanged(place, before, never))!;
  expect(more).toContain('new.ts');
  rmSync(join(place, 'new.ts'));
  expect(await filesChanged(place, more, never)).toBe(before);
});

it('does not see what is nobody’s work, and waits no longer when it is interrupted', async () => {
  const place = folder();
  const before = filesNow(place);
  for (const file of ['.add.ts.swp', 'add.ts~', 'add.ts.mine', 'failure.svg']) writeFileSync(join(place, file), '');
  mkdirSync(join(place, 'node_modules/.vite'), { recursive: true });
  writeFileSync(join(place, 'node_modules/.vite/results.json'), '');
  expect(filesNow(place)).toBe(before);
  const interruption = new AbortController();
  const changed = filesChanged(place, before, interruption.signal);
  interruption.abort();
  expect(await changed).toBe(undefined);
});
