import type { Exercise, Ladder } from './exercise.ts';
import type { Progress, Step } from './progress.ts';

/** All exercises by folder, and all ladders, each with how far it is. */
export function list(exercises: Exercise[], ladders: Ladder[], progress: Progress): string {
  const solved = exercises.filter(({ name }) => progress[name]?.solved).length;
  const width = Math.max(...[...exercises, ...ladders].map(({ name }) => name.length));
  const lines = [...Map.groupBy(exercises, ({ folder }) => folder)].flatMap(([folder, own]) => [
    `\n${folder}`,
    ...own.map(
      ({ name, level, title }) =>
        `  ${mark(progress[name])} ${name.padEnd(width)}  ${'●'.repeat(level).padEnd(3)}  ${title}`,
    ),
  ]);
  const built = ladders.map(
    ({ name, levels, title }) =>
      `  ${mark(progress[name])} ${name.padEnd(width)}  ${progress[name]?.reached ?? 0}/${levels.length}  ${title}`,
  );
  return [
    `${solved} of ${exercises.length} solved. npm run exercise -- NAME`,
    ...lines,
    '\nBuild your own, level by level',
    ...built,
  ].join('\n');
}

/** ✓ solved, ◦ tried; one whose solution was shown before is solved by the lab. */
function mark({ tried, solved, shown }: Step = {}): string {
  if (solved) return shown && shown <= solved ? '≈' : '✓';
  return tried ? '◦' : ' ';
}
