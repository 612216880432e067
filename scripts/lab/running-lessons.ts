/** Lessons that the page starts: each its run.sh in a process group of its own, with what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Problem } from '../../ticketmaster/common/problem.ts';
import { endGroup } from '../docs/process-group.ts';
import { type LessonInRepo, lessonsInRepo } from './lessons-in-repo.ts';
import { openLog, type Piece } from './log.ts';

/** So many at once: each has servers of its own, and memory has an end. */
export const MOST = 3;
const GRACE_MS = 12_000; // a lesson has 10 s to finish its work

export interface LessonRow {
  id: string;
  state: 'not running' | 'starting' | 'running' | 'stopping' | 'ended';
  /** Where it answers, once it says READY. */
  url?: string;
  /** How it ended: an exit code, or a signal. */
  code?: number | string;
}

interface Run {
  child: ChildProcess;
  log: ReturnType<typeof openLog>;
  ended: Promise<unknown>;
  stopping: boolean;
}

export interface RunningLessons {
  rows(): LessonRow[];
  /** Throws a Problem for one that is not there, that runs already, or where as many run as may. */
  run(id: string): LessonInRepo;
  stop(id: string): void;
  /** What it printed from `from` on, of the last run. */
  log(id: string, from: number): Piece;
  close(): Promise<void>;
}

export function runningLessons(
  repo: string,
  environment: NodeJS.ProcessEnv,
  lessons = lessonsInRepo(),
): RunningLessons {
  const runs = new Map<string, Run>();
  const isUp = ({ child }: Run) => child.exitCode === null && child.signalCode === null && child.pid !== undefined;

  function known(id: string): LessonInRepo {
    const lesson = lessons.find(one => one.id === id);
    if (!lesson) throw new Problem(404, 'no-such-lesson', `there is no lesson '${id}'`);
    return lesson;
  }

  function rowOf({ id }: LessonInRepo): LessonRow {
    const run = runs.get(id);
    if (!run) return { id, state: 'not running' };
    const { child, log, stopping } = run;
    if (!isUp(run)) return { id, state: 'ended', code: child.exitCode ?? child.signalCode ?? 'not started' };
    const url = log.ready();
    if (stopping) return { id, state: 'stopping' };
    return url === undefined ? { id, state: 'starting' } : { id, state: 'running', url };
  }

  function end(run: Run): Promise<unknown> {
    run.stopping = true;
    return Promise.all([endGroup(run.child.pid!, GRACE_MS), run.ended]);
  }

  return {
    rows: () => lessons.map(rowOf),

    run(id) {
      const lesson = known(id);
      const before = runs.get(id);
      if (before && isUp(before)) throw new Problem(409, 'runs-already', `${id} runs already`);
      if ([...runs.values()].filter(isUp).length >= MOST)
        throw new Problem(409, 'too-many', `${MOST} lessons run, and that is the most: stop one`, { retryable: true });
      const child = spawn('bash', [join(repo, lesson.home, 'run.sh')], {
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const log = openLog();
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', log.add);
      const ended = Promise.race([once(child, 'close'), once(child, 'error').then(([error]) => log.add(`${error}`))]);
      runs.set(id, { child, log, ended, stopping: false });
      return lesson;
    },

    stop(id) {
      const run = runs.get(known(id).id);
      if (!run || !isUp(run)) throw new Problem(409, 'not-running', `${id} does not run`);
      void end(run);
    },

    log: (id, from) => runs.get(known(id).id)?.log.since(from) ?? { from, next: 0, text: '' },
    close: async () => void (await Promise.all([...runs.values()].filter(isUp).map(end))),
  };
}
