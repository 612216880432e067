import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoff } from '@ticketmaster/common/repeat';
import { within } from '@ticketmaster/common/within';
import { type Job, keyOf } from '../artwork.ts';
import type { Cache } from '../cache.ts';
import type { Renderings } from '../monitoring/instruments.ts';
import type { Renderer } from '../render/renderer.ts';
import type { StoreClient } from '../store/client.ts';
import { isOver, type JobState, type Picture } from './job-states.ts';
import type { JobLog } from './log.ts';
import type { Topics } from './topics.ts';
import type { View } from './view.ts';

export interface AttemptParts {
  worker: string;
  view: View;
  log: JobLog;
  topics: Topics;
  renderer: Renderer;
  store: StoreClient;
  cache: Cache;
  renderings?: Renderings;
  now?: () => number;
  /** A picture that takes longer has failed. ms */
  patienceMs?: number;
  /** Called between the steps. An experiment dies or stands still here. */
  reached?: (point: string, job: Job) => void | Promise<void>;
}

export const MOST_ATTEMPTS = 3;

/** So long a store or a log that is away is waited for; then the attempt has failed. ms */
const AWAY_MS = 120_000;

/** Again and again while it fails: what a server that is away has not done is no fault of the job. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + AWAY_MS;
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(backoff(tries, 100, 2_000));
    }
  }
}

/**
 * Works on a job until it has ended: claims it, renders, stores, and tells, in that order. A worker may die or stand still at any point, and
 * another begins anew: claims are numbered by the log, and only what the last claim brings counts. What fails three times is put aside.
 */
export function attempts(parts: AttemptParts) {
  const { worker, view, log, topics, renderer, store, cache, renderings } = parts;
  const { now = Date.now, patienceMs = 60_000, reached = () => {} } = parts;

  /** The claim, once the log says that it is ours; undefined where another was first, or the job has ended. */
  async function claimed(job: Job): Promise<string | undefined> {
    const claim = randomUUID();
    const attempt = (view.of(job.jobId)?.attempt ?? 0) + 1;
    await log.tell({ type: 'claimed', at: now(), job, attempt, claim, worker });
    const state = await view.until(job.jobId, one => isOver(one) || one.attempt >= attempt);
    return state.claim === claim && !isOver(state) ? claim : undefined;
  }

  async function rendered(job: Job): Promise<Picture> {
    const there = await patiently(() => store.named(keyOf(job))); // somebody may have asked for the same meanwhile
    if (there) return there;
    const bytes = await within(patienceMs, renderer.render(job), 'no picture');
    await reached('rendered', job);
    return patiently(() => store.put(bytes));
  }

  /** Whether it is our picture that counts. */
  async function finish(state: JobState, claim: string, picture: Picture): Promise<boolean> {
    const { job, attempt } = state;
    await patiently(() => log.tell({ type: 'done', at: now(), jobId: job.jobId, attempt, claim, picture }));
    await reached('told', job);
    const { claim: last, status } = await patiently(() => view.until(job.jobId, isOver));
    if (status !== 'DONE' || last !== claim) return false; // cancelled, or another's: ours is a file that nobody names
    const key = keyOf(job);
    await store.name(key, picture).catch(() => {}); // the job is done: who asks for the same has it made again
    await cache.put(key, picture);
    renderings?.latency.observe({ priority: job.priority }, (now() - job.submittedAt) / 1_000);
    return true;
  }

  async function tried(job: Job, claim: string): Promise<void> {
    const state = view.of(job.jobId)!;
    const end = renderings?.attempts.startTimer();
    try {
      await reached('claimed', job);
      const counts = await finish(state, claim, await rendered(job));
      end?.({ outcome: counts ? 'done' : 'of no effect' });
    } catch (error) {
      end?.({ outcome: 'missed' });
      const reason = (error as Error).message;
      await log.tell({ type: 'missed', at: now(), jobId: job.jobId, attempt: state.attempt, claim, reason });
      await view.until(job.jobId, one => one.claim !== claim || isOver(one));
    }
  }

  async function giveUp({ job, attempt, reason }: JobState): Promise<void> {
    const why = reason ?? 'its workers died';
    await log.bury(topics.jobs(job.priority, job.style), JSON.stringify(job), why);
    await log.tell({ type: 'failed', at: now(), jobId: job.jobId, attempt, reason: why });
    await view.until(job.jobId, isOver);
    renderings?.failures.inc();
  }

  return async function work(job: Job, over: AbortSignal): Promise<void> {
    for (let tries = 1; !over.aborted; tries++) {
      const state = view.of(job.jobId);
      if (state && isOver(state)) return;
      if (state && state.attempt >= MOST_ATTEMPTS) return giveUp(state);
      const claim = await claimed(job);
      if (claim) await tried(job, claim);
      const now = view.of(job.jobId);
      if (now && isOver(now)) return;
      await sleep(backoff(tries, 100, 2_000), undefined, { signal: over }).catch(() => {});
    }
    throw new Error('this worker ends; the job is the next one’s');
  };
}
