import type { Exercise } from './exercise.ts';
import type { Progress, Step } from './progress.ts';

/** All exercises by folder, each with how far it is. */
export function list(exercises: Exercise[], progress: Progress): string {
  const solved = exercises.filter(({ name }) => progress[name]?.solved).length;
  const width = Math.max(...exercises.map(({ name }) => name.length));
  const lines = [...Map.groupBy(exercises, ({ folder }) => folder)].flatMap(([folder, own]) => [
    `\n${folder}`,
    ...own.map(
      ({ name, level, title }) =>
        `  ${mark(progress[name])} ${name.padEnd(width)}  ${'●'.repeat(level).padEnd(3)}  ${title}`,
    ),
  ]);
  return [`${solved} of ${exercises.length} solved. npm run exercise -- NAME`, ...lines].join('\n');
}

/** ✓ solved, ◦ tried; one whose solution was shown before is solved by the lab. */
function mark({ tried, solved, shown }: Step = {}): string {
  if (solved) return shown && shown <= solved ? '≈' : '✓';
  return tried ? '◦' : ' ';
}
