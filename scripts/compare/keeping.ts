import type { Measuring, Section } from './comparison.ts';
import { type Kept, promisesKept } from './promises.ts';

export interface Lesson {
  /** Its column. */
  name: string;
  folder: string;
  /** The test file in it that checks the promises, and how its `describe` begins. */
  file: string;
  about: string;
}

/** What each lesson keeps, by its own tests, run now: a row for each promise. `contract` is the file that says what the promises mean. */
export async function keptPromises(
  measuring: Pick<Measuring, 'urls' | 'tell'>,
  title: string,
  contract: string,
  lessons: Lesson[],
): Promise<Section> {
  const { head, rows, ...section } = await keptByLessons(measuring, title, contract, lessons);
  const turned = head.map((promise, at) => [promise, ...rows.map(row => row[at]!)]);
  return { ...section, head: ['promise', ...turned[0]!.slice(1)], rows: turned.slice(1) };
}

/** As `keptPromises`, with a row for each lesson: for many of them. */
export async function keptByLessons(
  { urls, tell }: Pick<Measuring, 'urls' | 'tell'>,
  title: string,
  contract: string,
  lessons: Lesson[],
): Promise<Section> {
  const byName = new Map<string, Kept[]>();
  for (const { name, folder, file, about } of lessons) {
    const kept = await promisesKept(folder, file, about, urls);
    if (kept.length === 0) throw new Error(`${file} of ${name} says nothing under '${about}'`);
    const whole = kept.filter(({ brokenBecause }) => !brokenBecause).length;
    tell(`promises      ${name.padEnd(38)} ${whole} of ${kept.length} kept`);
    byName.set(name, kept);
  }
  const promises = byName.get(lessons[0]!.name)!.map(({ promise }) => promise);
  const cell = (name: string, promise: string) => {
    const kept = byName.get(name)!.find(one => one.promise === promise);
    return kept?.brokenBecause ? '**no**' : kept ? 'yes' : '-';
  };
  return {
    title,
    about: `Each promise is a check that ran against the real server just now, and what is declared broken was seen to break. What they mean is said in \`${contract}\`.`,
    head: ['way', ...promises],
    rows: lessons.map(({ name }) => [name, ...promises.map(promise => cell(name, promise))]),
    notes: [...byName].flatMap(([name, kept]) =>
      kept.flatMap(({ promise, brokenBecause }) =>
        brokenBecause ? [`${name}, ${promise}: no, ${brokenBecause}.`] : [],
      ),
    ),
    raw: Object.fromEntries(byName),
  };
}
