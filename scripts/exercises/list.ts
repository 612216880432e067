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
    '✓ solved  ≈ after its solution was shown  ◦ tried    ● one line  ●● a few lines  ●●● a function, or a thought that takes a while',
    ...lines,
    '\nBuild your own, level by level',
    ...built,
    `\n${solved} of ${exercises.length} solved. ${next(exercises, progress)}`,
  ].join('\n');
}

/** Which to take next: the easiest that is not solved. */
export function next(exercises: Exercise[], progress: Progress): string {
  const [easiest] = exercises.filter(({ name }) => !progress[name]?.solved).toSorted((a, b) => a.level - b.level);
  return easiest
    ? `Next, the easiest that is not solved: npm run exercise -- ${easiest.name}`
    : 'Now build your own: npm run exercise -- broker';
}

/** Names that share a word with what was typed, those with most of them first. */
export function alike(typed: string, names: string[]): string[] {
  const words = new Set(typed.split('-'));
  const shared = (name: string) => name.split('-').filter(word => words.has(word)).length;
  return names
    .filter(name => shared(name) > 0 || (typed.length > 2 && name.startsWith(typed.slice(0, 3))))
    .toSorted((a, b) => shared(b) - shared(a))
    .slice(0, 3);
}

/** ✓ solved, ◦ tried; one whose solution was shown before is solved by the lab. */
function mark({ tried, solved, shown }: Step = {}): string {
  if (solved) return shown && shown <= solved ? '≈' : '✓';
  return tried ? '◦' : ' ';
}
