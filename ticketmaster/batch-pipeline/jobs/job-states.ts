import type { Job } from '../artwork.ts';

export type JobStatus = 'QUEUED' | 'RENDERING' | 'DONE' | 'FAILED' | 'CANCELLED';

/** A picture in the store. */
export interface Picture {
  /** Of its bytes, in hex: its name. */
  sha256: string;
  bytes: number;
}

/**
 * What happened to a job, as it stands in the log of events. Each carries what a reader needs who knows nothing yet.
 * @message job-event over kafka `{prefix}.events`
 * @field at in ms since 1970
 * @field attempt counts the claims
 * @field claim names one attempt of one worker: only what the last claim brings counts
 * @field reason why the attempt was none, or why there is no other
 * @field picture its name in the store, and its size
 * @twice An event that comes too late, or again, changes nothing.
 */
export type JobEvent =
  | { type: 'queued'; at: number; job: Job }
  | { type: 'claimed'; at: number; job: Job; attempt: number; claim: string; worker: string }
  | { type: 'missed'; at: number; jobId: string; attempt: number; claim: string; reason: string }
  | { type: 'done'; at: number; jobId: string; attempt: number; claim: string; picture: Picture }
  | { type: 'failed'; at: number; jobId: string; attempt: number; reason: string }
  | { type: 'cached'; at: number; job: Job; picture: Picture }
  | { type: 'cancelled'; at: number; jobId: string }
  | { type: 'replayed'; at: number; job: Job };

export interface JobState {
  job: Job;
  status: JobStatus;
  /** Counts the claims: a worker that died has had one. */
  attempt: number;
  claim: string | null;
  worker: string | null;
  /** Why the last attempt was none, or why there is no other. */
  reason: string | null;
  picture: Picture | null;
  /** Answered without a worker. */
  cached: boolean;
  claimedAt: number | null;
  endedAt: number | null;
}

export const isOver = ({ status }: Pick<JobState, 'status'>) => status !== 'QUEUED' && status !== 'RENDERING';

const queued = (job: Job): JobState => ({
  ...{ job, status: 'QUEUED', attempt: 0, claim: null, worker: null, reason: null, picture: null, cached: false },
  ...{ claimedAt: null, endedAt: null },
});

/**
 * The one rule of what a job is: its events, one after the other in the order of the log. Everybody who reads the log comes to the same, so the
 * log decides, and nobody else has to. Pure. An event that comes too late changes nothing:
 *
 *   a claim counts only as the next attempt       of two workers that claim at once the first in the log has it
 *   a result counts only of the last claim        a worker that stood still, and was replaced, changes nothing (fencing)
 *   what has ended has ended                      DONE, FAILED and CANCELLED stay; an operator may have a FAILED job done anew
 */
export function after(before: JobState | undefined, event: JobEvent): JobState | undefined {
  if ('job' in event && !before) return after(queued(event.job), event);
  if (event.type === 'replayed' && before?.status === 'FAILED') return queued(event.job);
  if (!before || isOver(before)) return before;
  const { at } = event;
  switch (event.type) {
    case 'queued':
    case 'replayed':
      return before;
    case 'claimed': {
      const { attempt, claim, worker } = event;
      if (attempt !== before.attempt + 1) return before;
      return { ...before, status: 'RENDERING', attempt, claim, worker, claimedAt: at };
    }
    case 'missed':
      if (event.claim !== before.claim) return before;
      return { ...before, status: 'QUEUED', claim: null, reason: event.reason };
    case 'done':
      if (event.claim !== before.claim) return before;
      return { ...before, status: 'DONE', picture: event.picture, reason: null, endedAt: at };
    case 'failed':
      if (event.attempt !== before.attempt) return before;
      return { ...before, status: 'FAILED', reason: event.reason, endedAt: at };
    case 'cached':
      return { ...before, status: 'DONE', picture: event.picture, cached: true, reason: null, endedAt: at };
    case 'cancelled':
      return { ...before, status: 'CANCELLED', endedAt: at };
  }
}
