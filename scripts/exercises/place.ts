/** Where an exercise is worked on: a copy of the lesson in `exercises/NAME/`, of which git knows nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { copyTemplate } from './build/template.ts';
import { type Exercise, isLadder, replaced, type Task } from './exercise.ts';

/** Below the repository, so that the copy finds the same packages. */
export interface Places {
  repo: string;
  /** The folder of all copies. */
  home: string;
}

export const placeOf = ({ home }: Places, { name }: Task) => join(home, name);
const lessonOf = ({ repo }: Places, { folder }: Task) => join(repo, 'ticketmaster', folder);
export const begun = (places: Places, exercise: Task) => existsSync(placeOf(places, exercise));

const PICTURES = ['.png', '.svg', '.jpg'];

/** Copies the lesson and plants the bug, or copies the empty adapter. What was there before is gone. Half a copy is never left under the name. */
export async function begin(places: Places, exercise: Task): Promise<void> {
  const [lesson, place] = [lessonOf(places, exercise), placeOf(places, exercise)];
  const copy = `${place}.being-made-${process.pid}`;
  await mkdir(places.home, { recursive: true });
  try {
    if (isLadder(exercise)) await copyTemplate(exercise.name, copy);
    else await copyLesson(lesson, copy, exercise);
    const own = join(lesson, 'node_modules'); // what is not in the repository's
    if (existsSync(own)) await symlink(own, join(copy, 'node_modules'));
    await rm(place, { recursive: true, force: true });
    await rename(copy, place);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function copyLesson(lesson: string, copy: string, exercise: Exercise): Promise<void> {
  await cp(lesson, copy, {
    recursive: true,
    filter: from => !relative(lesson, from).includes('node_modules') && !PICTURES.includes(extname(from)),
  });
  for (const { file, right, wrong } of exercise.changes) await change(exercise, copy, file, right, wrong);
}

async function change({ name }: Exercise, folder: string, file: string, from: string, to: string): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, replaced(name, file, await readFile(path, 'utf8'), from, to));
}

const filesOf = (task: Task) => (isLadder(task) ? task.files : [...new Set(task.changes.map(({ file }) => file))]);

/** Puts the lab's own files in place of those that were changed; what was written there is kept beside them, as `<file>.mine`. */
export async function solve(places: Places, exercise: Task): Promise<void> {
  for (const file of filesOf(exercise)) {
    const path = join(placeOf(places, exercise), file);
    if (existsSync(path)) await rename(path, `${path}.mine`);
    await cp(join(lessonOf(places, exercise), file), path);
  }
}

/** From the solver's way to the lab's, as `git diff` shows it; empty where they are the same. */
export function difference(places: Places, exercise: Task): string {
  const lines = filesOf(exercise).map(file => {
    const [mine, labs] = [join(placeOf(places, exercise), file), join(lessonOf(places, exercise), file)];
    const shown = [
      '--no-pager',
      'diff',
      '--no-index',
      '--no-color',
      '--',
      ...[mine, labs].map(path => (existsSync(path) ? relative(places.repo, path) : '/dev/null')),
    ];
    return spawnSync('git', shown, { cwd: places.repo, encoding: 'utf8' }).stdout;
  });
  return lines.join('').trim();
}
