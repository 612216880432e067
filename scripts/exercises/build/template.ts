/** The empty adapter and its judge, from where they are kept to where they are worked on. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** What judges; in the template it is called otherwise, so that it is no test there. */
export const JUDGE = 'levels.test.ts';
const KEPT_AS = 'levels.ts';

/** Copies `build/NAME` to the folder `to`. What it imports from elsewhere is found from there too. */
export async function copyTemplate(name: string, to: string): Promise<void> {
  const from = join(import.meta.dirname, name);
  await mkdir(to, { recursive: true });
  for (const file of await readdir(from)) {
    const text = await readFile(join(from, file), 'utf8');
    await writeFile(join(to, file === KEPT_AS ? JUDGE : file), rebased(text, from, to));
  }
}

/** The text with its relative imports as they are from another folder; those of files beside it stay. */
export const rebased = (text: string, from: string, to: string) =>
  text.replaceAll(/(from ')(\.\.\/[^']+)(')/g, (_all, before, path: string, after) => {
    const target = relative(to, resolve(from, path));
    return `${before}${target}${after}`;
  });
