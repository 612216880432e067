// The log, the view of it and the store in the memory of this process, for what a worker does without Kafka, in which order.
import { createHash } from 'node:crypto';
import type { Job } from '../artwork.ts';
import { type AttemptParts, attempts } from './attempt.ts';
import { after, type JobEvent, type JobState, type Picture } from './job-states.ts';
import { topicsOf } from './topics.ts';

export function memoryEngine() {
  const states = new Map<string, JobState>();
  const [wakers, buried, names]: [Set<() => void>, { job: Job; reason: string }[], Map<string, Picture>] = [
    new Set(),
    [],
    new Map(),
  ];
  const of = (jobId: string) => states.get(jobId);

  const log = {
    async tell(event: JobEvent) {
      const jobId = 'job' in event ? event.job.jobId : event.jobId;
      const state = after(of(jobId), event);
      if (state) states.set(jobId, state);
      for (const wake of wakers) wake();
    },
    bury: async (_from: string, value: string, reason: string) =>
      void buried.push({ job: JSON.parse(value) as Job, reason }),
  };

  /** As the view of Kafka: resolves once it is true of the job. */
  function until(jobId: string, yes: (state: JobState) => boolean): Promise<JobState> {
    return new Promise(resolve => {
      const look = () => {
        const state = of(jobId);
        if (!state || !yes(state)) return;
        wakers.delete(look);
        resolve(state);
      };
      wakers.add(look);
      look();
    });
  }

  const store = {
    named: async (key: string) => names.get(key),
    name: async (key: string, picture: Picture) => void names.set(key, picture),
    async put(bytes: Buffer): Promise<Picture> {
      return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
    },
  };

  return {
    ...{ of, log, buried },
    /** What a worker does with a job, with these of its parts; `over`: this worker is to end. */
    work(more: Partial<Record<keyof AttemptParts, unknown>> = {}) {
      const parts = { worker: 'here', view: { of, until }, log, topics: topicsOf('here'), store };
      const renderer = { render: async () => Buffer.from('a picture') };
      const cache = { put: async () => {} };
      const work = attempts({ ...parts, renderer, cache, ...more } as unknown as AttemptParts);
      return (job: Job, over = new AbortController().signal) => work(job, over);
    },
  };
}
