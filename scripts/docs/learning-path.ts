/** The lessons, and the order in which they are read: that of the links under "Learning path" in the index. */
import { posix } from 'node:path';
import type { Files, Finding } from './files.ts';
import { parseMarkdown } from './markdown.ts';

export const INDEX = 'ticketmaster/README.md';

/** The folders that have a run.sh and a README. */
export const lessonsIn = (files: Files): string[] =>
  [...files.keys()]
    .filter(path => path.endsWith('/README.md'))
    .map(path => posix.dirname(path))
    .filter(home => files.has(`${home}/run.sh`));

/** Folders of lessons, in the order of the path. A README that is no lesson's, as a family's, is no step of it. */
export function learningPath(files: Files): string[] {
  const { headings, links } = parseMarkdown(files.get(INDEX) ?? '');
  const start = headings.find(({ text }) => text === 'Learning path')?.line ?? Infinity;
  const end = headings.find(({ line, level }) => level <= 2 && line > start)?.line ?? Infinity;
  const lessons = lessonsIn(files);
  return links
    .filter(({ line }) => line > start && line < end)
    .map(({ url }) => posix.dirname(posix.join(posix.dirname(INDEX), url.replace(/#.*/, ''))))
    .filter(home => lessons.includes(home));
}

/** Every lesson is on the path, once. */
export function checkLearningPath(files: Files): Finding[] {
  if (!files.has(INDEX)) return [];
  const path = learningPath(files);
  return lessonsIn(files).flatMap(home => {
    const times = path.filter(step => step === home).length;
    if (times === 1) return [];
    return [{ file: INDEX, line: 1, message: `the learning path links ${home}/README.md ${times} times, not once` }];
  });
}
