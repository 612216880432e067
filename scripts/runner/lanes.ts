/** Which job runs next, and where. Nothing here starts a process or looks at a clock. */
import type { Job } from './jobs.ts';

/** Runs one job at a time, on servers of its own that stay up from one job to the next. */
export interface Lane {
  /** From 0, which is the lab itself. */
  number: number;
  running?: Planned | undefined;
  /** The heavy servers that its jobs have started. */
  heavy: Set<string>;
}

/** A job, and how long it took the last time. */
export type Planned = Pick<Job, 'name' | 'heavy' | 'alone'> & { seconds: number };

export const lanesFor = (count: number): Lane[] =>
  Array.from({ length: count }, (_, number) => ({ number, heavy: new Set() }));

/** What a second start of a heavy server costs: time, and memory that small machines lack. */
const SECONDS_A_START = 10;

/**
 * What an idle lane runs now; undefined when it has to wait. The longest first, since a long one that starts last is waited
 * for by all; a heavy server that only another lane has makes a job count as shorter. Jobs that run alone come last.
 */
export function next<J extends Planned>(waiting: Iterable<J>, lane: Lane, lanes: Lane[]): J | undefined {
  const others = lanes.filter(other => other !== lane);
  if (others.some(({ running }) => running?.alone)) return undefined;
  const isElsewhere = (server: string) => !lane.heavy.has(server) && others.some(({ heavy }) => heavy.has(server));
  const worth = ({ seconds, heavy }: J) => seconds - SECONDS_A_START * heavy.filter(isElsewhere).length;
  const all = [...waiting].toSorted((a, b) => worth(b) - worth(a));
  const first = all.find(({ alone }) => !alone);
  if (first) return first;
  return others.some(({ running }) => running) ? undefined : all[0];
}

/**
 * Runs all jobs, each once; starts no more once `stopped`. Resolves when nothing runs any more, to what became of each that
 * was started: one that fails, or whose runner throws, is none of the others' business.
 */
export async function runInLanes<J extends Planned, R>(
  jobs: J[],
  lanes: Lane[],
  run: (job: J, lane: Lane) => Promise<R>,
  stopped: () => boolean,
): Promise<Map<J, PromiseSettledResult<R>>> {
  const waiting = new Set(jobs);
  const running = new Map<Lane, Promise<unknown>>();
  const ended = new Map<J, PromiseSettledResult<R>>();
  for (;;) {
    for (const lane of lanes) {
      if (lane.running || stopped()) continue;
      const job = next(waiting, lane, lanes);
      if (!job) continue;
      waiting.delete(job);
      lane.running = job;
      for (const server of job.heavy) lane.heavy.add(server);
      const settled = Promise.allSettled([Promise.try(run, job, lane)]).then(([result]) => {
        ended.set(job, result);
        lane.running = undefined;
        running.delete(lane);
      });
      running.set(lane, settled);
    }
    if (running.size === 0) return ended;
    await Promise.race(running.values());
  }
}
