/** Runs the test that is the judge of an exercise. */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { JUDGE } from './build/template.ts';
import { type Exercise, isLadder, type Task } from './exercise.ts';
import { type Places, placeOf } from './place.ts';
import { type Results, ranBy } from './vitest-run.ts';

/** `unclear`: the test did not come to a judgement; `because` says where to read on. */
export type Judgement =
  | { is: 'green'; tests: number }
  /** `at`: the line of the copy where it failed, `file:12`, if it is known. `passed`: how many tests did before it. */
  | { is: 'red'; test: string; because: string; at: string; passed: number }
  | { is: 'unclear'; because: string };

export const logOf = (places: Places, task: Task) => `${placeOf(places, task)}.log`;

/** Takes a few seconds. Ends its processes when `interrupted`, and then rejects. */
export async function judge(
  places: Places,
  exercise: Task,
  environment: NodeJS.ProcessEnv,
  interrupted?: AbortSignal,
): Promise<Judgement> {
  const log = logOf(places, exercise);
  const run = {
    root: placeOf(places, exercise),
    files: filesOf(exercise),
    bail: 1,
    tests: namesOf(exercise),
    log,
    inPostgres: needsPostgres(exercise),
  };
  return judgementOn(
    exercise,
    await ranBy({ ...places, ...run, environment, mostMs: 240_000, ...(interrupted && { interrupted }) }),
    log,
  );
}

/** As judge(), for many in one run. Where names are alike a test of another may run, too; it is nobody's judge. */
export async function judgeAll(
  places: Places,
  exercises: Exercise[],
  environment: NodeJS.ProcessEnv,
): Promise<Map<string, Judgement>> {
  const log = join(places.home, 'all.log');
  const files = exercises.flatMap(exercise => filesOf(exercise).map(file => join(exercise.name, file)));
  const run = {
    root: places.home,
    files,
    tests: exercises.flatMap(namesOf),
    log,
    inPostgres: exercises.some(needsPostgres),
  };
  const results = await ranBy({ ...places, ...run, environment, mostMs: 600_000 });
  return new Map(exercises.map(exercise => [exercise.name, judgementOn(exercise, results, log)]));
}

const checkOf = (task: Task) => (isLadder(task) ? { file: JUDGE, test: '' } : task.check);
const needsPostgres = ({ servers }: Task) => servers.some(name => name.startsWith('postgres'));
const filesOf = (task: Task) => [checkOf(task).file].flat();
const namesOf = (task: Task) => [checkOf(task).test].flat();

function judgementOn(exercise: Task, results: Results | undefined, log: string): Judgement {
  if (!results) return { is: 'unclear', because: `the test did not end: see ${log}` };
  const names = namesOf(exercise).map(name => name.replaceAll(' > ', ' '));
  const own = filesOf(exercise).flatMap(file =>
    results.testResults.filter(({ name }) => name.endsWith(join('/', exercise.name, file))),
  );
  const tests = own
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => names.some(name => fullName.includes(name)));
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.find(({ status }) => status === 'failed');
  if (failed) {
    const [message = ''] = failed.failureMessages;
    return { is: 'red', test: failed.fullName, because: firstLines(message), at: placeIn(message, exercise), passed };
  }
  const broken = own.find(({ message }) => message);
  if (broken) return { is: 'unclear', because: `${firstLines(broken.message)}\nsee ${log}` };
  return passed ? { is: 'green', tests: passed } : { is: 'unclear', because: `no test ran: see ${log}` };
}

/** The first line of the copy that the stack names, such as `sale.test.ts:12`. */
function placeIn(message: string, { name }: Task): string {
  const folder = `/${name}/`;
  const line = message.split('\n').find(line => /^\s+at /.test(line) && line.includes(folder));
  return line?.slice(line.lastIndexOf(folder) + folder.length).match(/^[^)]*?:\d+/)?.[0] ?? '';
}

/** Without the stack, and without colours. */
const firstLines = (message: string) =>
  stripVTControlCharacters(message)
    .split(/\n\s+at /)[0]!
    .split('\n')
    .slice(0, 12)
    .join('\n')
    .trim();
