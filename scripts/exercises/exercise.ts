/** What an exercise is. The lessons' own sources are all that it is made from: it says only what is changed in them. */
import type { Level } from './build/levels.ts';

export interface Exercise {
  /** As in `npm run exercise -- NAME`. */
  name: string;
  /** The folder below `ticketmaster/` that is copied: a lesson, or the part of one that has tests of its own. */
  folder: string;
  /** What is to be done, in a few words. */
  title: string;
  /** 1: one line. 2: a few lines. 3: a function, or a thought that takes a while. */
  level: 1 | 2 | 3;
  /** A planted bug is to be found; a gap says where it is. */
  kind: 'bug' | 'gap';
  /** What a user or an operator reports. No word about the cause. */
  symptom: string;
  /** Each `right` stands once in its file, and is `wrong` in the copy. */
  changes: Change[];
  /** Vitest's: the files in the folder, and words of the names of the tests that turn red, as Vitest joins them: `suite > test`; and words of how they fail. */
  check: { file: string | string[]; test: string | string[]; red: string };
  /** Servers that the check needs, by the names of `npm run servers`. */
  servers: string[];
  /** The first points at a place, the last all but says it. */
  hints: string[];
  /** Told when it is green: why the bug does what the user saw, and why the lab's way does not. */
  why: string;
}

/** An empty adapter behind the port of a family, and its promises as levels. */
export interface Ladder {
  /** As in `npm run exercise -- NAME`; also the folder of the template, in `build/`. */
  name: string;
  title: string;
  /** What there is to know before one begins. */
  about: string;
  /** In their order. */
  levels: Level[];
  /** The folder below `ticketmaster/` of the lab's own adapter, and the files that it is. The first is the one to begin with. */
  folder: string;
  files: string[];
  servers: string[];
  /** Told when all levels are green. */
  why: string;
}

/** What `npm run exercise -- NAME` may name. */
export type Task = Exercise | Ladder;

export const isLadder = (task: Task): task is Ladder => 'levels' in task;

export interface Change {
  file: string;
  right: string;
  wrong: string;
}

/** What a gap throws until it is filled. */
export const YOUR_TURN = 'your turn';

export class StaleExercise extends Error {}

/** The text with `from` replaced by `to`; `from` must stand in it exactly once. */
export function replaced(exercise: string, file: string, text: string, from: string, to: string): string {
  const times = text.split(from).length - 1;
  if (times !== 1)
    throw new StaleExercise(
      `${exercise}: ${file} has ${times} times what the exercise changes: ${JSON.stringify(from)}`,
    );
  return text.replace(from, () => to);
}
