import { expect, it } from 'vitest';
import type { Job } from '../artwork.ts';
import { after, type JobEvent, type JobState } from './job-states.ts';

const job: Job = {
  ...{ jobId: 'a', client: 'ada', priority: 'normal', submittedAt: 1 },
  ...{ prompt: 'A Night', style: 'poster', size: 256, seed: 7 },
};
const picture = { sha256: 'f'.repeat(64), bytes: 9 };
const claimed = (attempt: number, claim: string): JobEvent => ({
  ...{ type: 'claimed', at: 2, job, attempt, claim, worker: `of ${claim}` },
});
const done = (attempt: number, claim: string): JobEvent => ({
  type: 'done',
  at: 3,
  jobId: 'a',
  attempt,
  claim,
  picture,
});
const missed = (attempt: number, claim: string): JobEvent => ({
  ...{ type: 'missed', at: 3, jobId: 'a', attempt, claim, reason: 'no paint' },
});
const failed = (attempt: number): JobEvent => ({ type: 'failed', at: 4, jobId: 'a', attempt, reason: 'no paint' });
const queued: JobEvent = { type: 'queued', at: 1, job };
const cancelled: JobEvent = { type: 'cancelled', at: 5, jobId: 'a' };
const cached: JobEvent = { type: 'cached', at: 1, job, picture };

const come = (...events: JobEvent[]) =>
  events.reduce<JobState | undefined>((state, event) => after(state, event), undefined);

it('goes its way', () => {
  expect(come(queued)).toMatchObject({ status: 'QUEUED', attempt: 0 });
  expect(come(queued, claimed(1, 'x'))).toMatchObject({ status: 'RENDERING', worker: 'of x' });
  expect(come(queued, claimed(1, 'x'), done(1, 'x'))).toMatchObject({ status: 'DONE', picture, cached: false });
  expect(come(cached)).toMatchObject({ status: 'DONE', picture, cached: true, attempt: 0 });
});

it('is known by a claim that came before it was queued, and by nothing that names no job', () => {
  expect(come(claimed(1, 'x'), queued, done(1, 'x'))).toMatchObject({ status: 'DONE' });
  expect(come(done(1, 'x'))).toBe(undefined);
});

it('of two claims of the same attempt the first counts', () => {
  expect(come(queued, claimed(1, 'x'), claimed(1, 'y'))).toMatchObject({ claim: 'x' });
  expect(come(queued, claimed(1, 'x'), claimed(1, 'y'), done(1, 'y'))).toMatchObject({ status: 'RENDERING' });
});

it('a worker that was replaced changes nothing, whatever it says', () => {
  const replaced = [queued, claimed(1, 'x'), claimed(2, 'y')];
  const now = come(...replaced);
  for (const late of [done(1, 'x'), missed(1, 'x'), failed(1), claimed(2, 'x')]) expect(after(now, late)).toBe(now);
  expect(come(...replaced, done(2, 'y'))).toMatchObject({ status: 'DONE', attempt: 2 });
});

it('a missed attempt waits for the next, and says why', () => {
  expect(come(queued, claimed(1, 'x'), missed(1, 'x'))).toMatchObject({
    status: 'QUEUED',
    reason: 'no paint',
    claim: null,
  });
  expect(come(queued, claimed(1, 'x'), missed(1, 'x'), failed(1))).toMatchObject({
    status: 'FAILED',
    reason: 'no paint',
  });
});

it('a job that failed may be done anew, and no other', () => {
  const replayed: JobEvent = { type: 'replayed', at: 6, job };
  expect(come(queued, claimed(1, 'x'), failed(1), replayed)).toMatchObject({
    status: 'QUEUED',
    attempt: 0,
    reason: null,
  });
  for (const end of [done(1, 'x'), cancelled]) {
    const state = come(queued, claimed(1, 'x'), end)!;
    expect(after(state, replayed)).toBe(state);
  }
});

it('what has ended has ended', () => {
  for (const end of [done(1, 'x'), failed(1), cancelled]) {
    const state = come(queued, claimed(1, 'x'), end)!;
    for (const late of [queued, claimed(2, 'y'), done(1, 'x'), missed(1, 'x'), failed(1), cached, cancelled])
      expect(after(state, late)).toBe(state);
  }
});
