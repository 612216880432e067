// What nobody can do is given up, and never lost: it is a dead letter before the client is told.
import { beforeEach, expect, it } from 'vitest';
import type { Job } from '../artwork.ts';
import { memoryEngine } from './memory-log.fixture.ts';

const renderer = { render: () => Promise.reject(new Error('no paint')) };
let here: ReturnType<typeof memoryEngine>;
let job: Job;
beforeEach(() => {
  here = memoryEngine();
  job = {
    ...{ jobId: crypto.randomUUID(), client: 'ada', priority: 'normal', submittedAt: 1 },
    ...{ prompt: 'a night', style: 'poster', size: 256, seed: 1 },
  };
});

it('puts a job aside after three attempts, with the reason, and tells its client', async () => {
  await here.work({ renderer })(job);
  expect(here.buried).toEqual([{ job, reason: 'no paint' }]);
  expect(here.of(job.jobId)).toMatchObject({ status: 'FAILED', attempt: 3, reason: 'no paint' });
});

it('puts aside nothing that is done at last', async () => {
  let tries = 0;
  const lucky = { render: async () => (++tries < 3 ? Promise.reject(new Error('no paint')) : Buffer.from('a night')) };
  await here.work({ renderer: lucky })(job);
  expect(here.of(job.jobId)).toMatchObject({ status: 'DONE', attempt: 3 });
  expect(here.buried).toEqual([]);
});

it('has the letter still written by the next worker, where the first could not write it', async () => {
  const away = { ...here.log, bury: () => Promise.reject(new Error('Kafka is away')) };
  await expect(here.work({ renderer, log: away })(job)).rejects.toThrow('Kafka is away');
  await here.work({ renderer })(job); // it was not acknowledged, and is handed out again
  expect(here.buried).toEqual([{ job, reason: 'no paint' }]);
  expect(here.of(job.jobId)).toMatchObject({ status: 'FAILED' });
});
