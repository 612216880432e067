/**
 * Learn by mending and by building:  npm run exercise -- [NAME] [--once | --hint | --solution | --again]
 *
 *   (no name)    all exercises, and how far you are
 *   broker, lock an empty adapter in exercises/NAME: fill it level by level; each failure is drawn
 *   NAME         copies the lesson with a bug or a gap into exercises/NAME, checks it, and checks again whenever you save
 *   --once       checks once: exit code 0 if green, 1 if red
 *   --hint       the next hint
 *   --solution   shows the lab's own way, writes it into your copy, and says why it holds
 *   --again      throws your copy away and plants the bug anew
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalog } from './exercises/catalog.ts';
import type { Task } from './exercises/exercise.ts';
import { ladders } from './exercises/ladders.ts';
import { alike, list, next } from './exercises/list.ts';
import { begin } from './exercises/place.ts';
import { readProgress } from './exercises/progress.ts';
import { hint, judged, type Sitting, showSolution, start, untilGreen } from './exercises/session.ts';
import { helpOf } from './help.ts';
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';
import { untilSignal } from './until-signal.ts';

const lab = labFrom(process.env);
const places = { repo: lab.repo, home: join(lab.repo, 'exercises') };
const say = (line: string) => console.log(line);
const usage = helpOf(import.meta.filename);

async function main(): Promise<number> {
  const { values, positionals } = options();
  const asked = Object.keys(values);
  const [name] = positionals;
  const exercise = [...catalog(), ...ladders()].find(exercise => exercise.name === name);
  if (values.help) say(usage);
  else if (!name && asked.every(option => option === 'list'))
    say(list(catalog(), ladders(), readProgress(places.home)));
  else if (!name || positionals.length > 1) return misused('name one exercise');
  else if (!exercise) return unknown(name);
  else if (asked.length > 1) return misused('one option at a time');
  else if (values.hint) hint({ places, exercise, say });
  else return untilSignalOrGreen(exercise, values);
  return 0;
}

async function untilSignalOrGreen(exercise: Task, { once, solution, again }: Options['values']): Promise<number> {
  const interrupted = new AbortController();
  void untilSignal('SIGINT', 'SIGTERM', 'SIGHUP').then(() => interrupted.abort());
  try {
    if (again) await begin(places, exercise);
    const urls = exercise.servers.length ? await need(exercise.servers, lab, process.env, say) : {};
    const environment = { ...process.env, ...urls };
    const sitting: Sitting = {
      places,
      exercise,
      environment,
      say,
      now: () => new Date(),
      interrupted: interrupted.signal,
    };
    if (!solution) await start(sitting);
    const isGreen =
      once || solution ? (await (once ? judged : showSolution)(sitting)).is === 'green' : await untilGreen(sitting);
    if (isGreen) say(`\n${next(catalog(), readProgress(places.home))}`);
    if (isGreen && exercise.servers.length) say('The servers of this exercise still run. To stop them: npm stop');
    return isGreen ? 0 : 1;
  } catch (error) {
    if (interrupted.signal.aborted) return 130;
    throw error;
  }
}

type Options = ReturnType<typeof options>;

function options() {
  const flag = { type: 'boolean' } as const;
  const flags = {
    once: flag,
    hint: flag,
    solution: flag,
    again: flag,
    list: flag,
    help: { ...flag, short: 'h' },
  } as const;
  return parseArgs({ allowPositionals: true, options: flags });
}

function unknown(name: string): number {
  const names = alike(
    name,
    [...catalog(), ...ladders()].map(exercise => exercise.name),
  );
  console.error(
    `no exercise '${name}'${names.length ? `; did you mean ${names.join(' or ')}?` : ''} All of them: npm run exercise`,
  );
  return 2;
}

function misused(what: string): number {
  console.error(`${what}\n\n${usage}`);
  return 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  const message = error instanceof Error ? error.message : `${error}`;
  process.exitCode = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ? misused(message) : 1;
  if (process.exitCode === 1) console.error(message);
}
