/** One sitting at an exercise: what is wrong, the check after each change, and what was learned. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { JUDGE } from './build/template.ts';
import { filesChanged, filesNow } from './changes.ts';
import { type Judgement, judge, logOf } from './check.ts';
import { type Exercise, isLadder, type Ladder, type Task } from './exercise.ts';
import { begin, begun, difference, type Places, placeOf, solve } from './place.ts';
import { keepProgress, readProgress } from './progress.ts';

export interface Sitting {
  places: Places;
  exercise: Task;
  /** With the URLs of the servers that it needs. */
  environment: NodeJS.ProcessEnv;
  say(line: string): void;
  now(): Date;
  interrupted: AbortSignal;
}

const command = ({ name }: { name: string }, option = '') => `npm run exercise -- ${name}${option}`;

/** Makes the copy where there is none, and says what is to be done. */
export async function start({ places, exercise, say }: Sitting): Promise<void> {
  if (!begun(places, exercise)) await begin(places, exercise);
  const place = relative(places.repo, placeOf(places, exercise));
  say(isLadder(exercise) ? whatToBuild(exercise, place) : whatToMend(exercise, place));
  const { solved } = readProgress(places.home)[exercise.name] ?? {};
  if (solved) say(`It was green on ${solved.slice(0, 10)}. A new copy: ${command(exercise, ' --again')}\n`);
}

function whatToMend({ check, kind, symptom, title, folder, changes }: Exercise, place: string): string {
  return [
    `${title}\n\n${symptom}\n`,
    `Your copy of ${folder} is in ${place}.`,
    kind === 'gap'
      ? `What is missing is in ${place}/${changes[0]!.file}.`
      : 'Somewhere in it is the bug. Begin at the check, and read what it calls; you need not read the whole lesson.',
    `The check is in ${place}/${[check.file].flat().join(' and ')}: "${[check.test].flat().join('", "')}".\n`,
  ].join('\n');
}

function whatToBuild({ title, about, levels, files }: Ladder, place: string): string {
  const names = levels.map(({ name }) => name).join(' → ');
  return [
    `${title}\n\n${about}\n`,
    `Begin in ${place}/${files[0]}. The levels, judged by ${place}/${JUDGE}: ${names}.\n`,
  ].join('\n');
}

/** Judges, and again after every change, until it is green. Resolves with false when interrupted first. */
export async function untilGreen(sitting: Sitting): Promise<boolean> {
  const { places, exercise, interrupted, say } = sitting;
  const place = placeOf(places, exercise);
  let seen = filesNow(place);
  if ((await judged(sitting)).is === 'green') return true;
  say(
    `\nSave a file in ${relative(places.repo, place)} and it is checked again. A hint: ${command(exercise, ' --hint')}. Ctrl-C ends.`,
  );
  for (;;) {
    const now = await filesChanged(place, seen, interrupted);
    if (now === undefined) return false;
    seen = now;
    say('\nSaved; checking ...');
    if ((await judged(sitting)).is === 'green') return true;
  }
}

/** The next hint that was not asked for yet; then the last again. On a ladder that of the level which is next. */
export function hint({ places, exercise, say }: Pick<Sitting, 'places' | 'exercise' | 'say'>): void {
  if (isLadder(exercise)) {
    const { levels } = exercise;
    const reached = readProgress(places.home)[exercise.name]?.reached ?? 0;
    const { nth, name, promise, hint } = levels[Math.min(reached, levels.length - 1)]!;
    say(`Level ${nth}, ${name}: ${promise}\nHint: ${hint}`);
    return;
  }
  const { hints, name } = exercise;
  const given = Math.min(readProgress(places.home)[name]?.hints ?? 0, hints.length - 1);
  say(`Hint ${given + 1} of ${hints.length}: ${hints[given]}`);
  if (given + 1 === hints.length) say(`That was the last. The lab's way: ${command(exercise, ' --solution')}`);
  keepProgress(places.home, name, { hints: given + 1 });
}

/** Writes the lab's way into the copy; that is green, or the exercise is stale. */
export async function showSolution(sitting: Sitting): Promise<Judgement> {
  const { places, exercise, now, say } = sitting;
  if (!begun(places, exercise)) await begin(places, exercise);
  say(`${difference(places, exercise)}\n`);
  keepProgress(places.home, exercise.name, { shown: now().toISOString() });
  await solve(places, exercise);
  return judged(sitting);
}

/** Judges once, says so, and keeps how far it is. */
export async function judged(sitting: Sitting): Promise<Judgement> {
  const { places, exercise, environment, interrupted, now, say } = sitting;
  const judgement = await judge(places, exercise, environment, interrupted);
  const time = now().toISOString();
  keepProgress(places.home, exercise.name, {
    ...{ tried: time, ...(judgement.is === 'green' && { solved: time }) },
    ...(isLadder(exercise) && judgement.is !== 'unclear' && { reached: reachedBy(judgement) }),
  });
  if (isLadder(exercise)) for (const line of levelReached(exercise, judgement, places)) say(line);
  if (judgement.is === 'red') {
    const [place, log] = [placeOf(places, exercise), logOf(places, exercise)].map(path => relative(places.repo, path));
    say(`✗ red: ${judgement.test}\n${indented(judgement.because)}`);
    say(`  ${judgement.at && `at ${place}/${judgement.at}, `}all of it: ${log}`);
  }
  if (judgement.is === 'unclear') say(`? no judgement: ${judgement.because}`);
  if (judgement.is === 'green') {
    say(`✓ green\n\n${exercise.why}\n`);
    const other = difference(places, exercise);
    say(other ? `From your way to the lab's:\n\n${other}` : 'That is the lab’s own way, word for word.');
  }
  return judgement;
}

const reachedBy = (judgement: Exclude<Judgement, { is: 'unclear' }>): number =>
  judgement.is === 'green' ? judgement.tests : judgement.passed;

/** `3 of 6`, what the next promises, and where its failure is drawn. */
function levelReached(ladder: Ladder, judgement: Judgement, places: Places): string[] {
  if (judgement.is === 'unclear') return [];
  const reached = reachedBy(judgement);
  const next = ladder.levels[reached];
  const picture = join(placeOf(places, ladder), 'failure.svg');
  return [
    `Level ${reached} of ${ladder.levels.length}.`,
    ...(next ? [`Next, ${next.name}: ${next.promise}`] : []),
    ...(existsSync(picture) ? [`What happened, drawn: ${relative(places.repo, picture)}`] : []),
  ];
}

const indented = (text: string) => text.replaceAll(/^/gm, '  ');
