import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { openFiles, sha256Of } from './files.ts';

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map(one => rm(one, { recursive: true }))));

const bytes = Buffer.from('a picture');
const sha256 = sha256Of(bytes);
const key = 'e'.repeat(64);
const path = () => join(folder, 'pictures', sha256.slice(0, 2), sha256);

it('has what was put, also for who opens it later, and nothing else', async () => {
  const files = openFiles(folder);
  expect(await files.named(key)).toBe(undefined);
  expect(await files.name(key, sha256)).toBe(false);
  expect(await files.put(bytes)).toBe(sha256);
  expect(await files.put(bytes)).toBe(sha256);
  expect(await files.name(key, sha256)).toBe(true);
  for (const one of [files, openFiles(folder)]) {
    expect(await one.read(sha256)).toEqual(bytes);
    expect(await one.named(key)).toEqual({ sha256, bytes: bytes.length });
  }
  expect(await readdir(join(folder, 'pictures', sha256.slice(0, 2)))).toEqual([sha256]);
});

it.each(['half a pict', 'b picture', ''])(
  'does not give out what is on the disk as %j, and has it again once it is put again',
  async damaged => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const files = openFiles(folder);
    await files.put(bytes);
    await files.name(key, sha256);
    await writeFile(path(), damaged);
    const later = openFiles(folder);
    expect(await later.named(key)).toBe(undefined);
    expect(await later.read(sha256)).toBe(undefined);
    expect(logged).toHaveBeenCalledOnce();
    await later.put(bytes);
    expect(await later.named(key)).toEqual({ sha256, bytes: bytes.length });
    logged.mockRestore();
  },
);

it('takes what is left of a write that was cut off for nothing', async () => {
  const files = openFiles(folder);
  await files.put(bytes);
  await rm(path());
  await writeFile(`${path()}.x.part`, 'a pic');
  expect(await openFiles(folder).read(sha256)).toBe(undefined);
});
