import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey, keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Job, jobIdOf, keyOf, newJob } from './artwork.ts';
import type { Cache } from './cache.ts';
import { isOver, type JobState } from './jobs/job-states.ts';
import type { JobLog } from './jobs/log.ts';
import type { View } from './jobs/view.ts';
import type { RateLimit } from './limit.ts';
import type { StoreClient } from './store/client.ts';
import type { JobStreams } from './streams.ts';
import { thereAlready } from './there-already.ts';

const anId = z.strictObject({ jobId: z.uuid() });
/** Another instance has just taken it: its event is on its way here. ms */
const ON_ITS_WAY_MS = 500;

export interface RoutesParts {
  authenticate: (request: Request) => string;
  limit: RateLimit;
  view: View;
  log: JobLog;
  cache: Cache;
  store: StoreClient;
  /** Where clients find pictures. */
  picturesAt: string;
  streams: JobStreams;
  submissions?: { inc(labels: { outcome: 'queued' | 'cached' }): void };
  /** Jobs that may wait; one more is refused. */
  mostQueued: number;
  now?: () => number;
}

/**
 *   POST /api/artworks                  202 QUEUED · 200 DONE where the picture is there · 429 · 503 overloaded · needs an Idempotency-Key
 *   GET  /api/artworks/{jobId}          200, 404
 *   GET  /api/artworks/{jobId}/stream   server-sent events, one for each change, until it has ended
 *   POST /api/artworks/{jobId}/cancel   200; 409 where it has ended
 *
 * All for the client whose API key comes as a bearer token.
 */
export function artworkRoutes(parts: RoutesParts): Router {
  const {
    authenticate,
    limit,
    view,
    log,
    cache,
    store,
    picturesAt,
    streams,
    submissions,
    mostQueued,
    now = Date.now,
  } = parts;

  const shown = (state: JobState) => shownJob(state, view, picturesAt);

  async function mine(request: Request): Promise<JobState> {
    const client = authenticate(request);
    const { jobId } = valid(anId, request.params);
    const state = view.of(jobId) ?? (await view.until(jobId, () => true, ON_ITS_WAY_MS).catch(() => undefined));
    if (state?.job.client !== client) throw notFound(`artwork ${jobId}`);
    return state;
  }

  /** Written down before it is answered; the same call again tells the same job. */
  async function take(job: Job): Promise<JobState> {
    const key = keyOf(job);
    const picture = await thereAlready(cache, store, key, view.pictureOf(key)).catch(() => undefined); // the store is away: a worker will wait for it
    if (picture) await log.tell({ type: 'cached', at: now(), job, picture });
    else {
      if (view.waiting() >= mostQueued)
        throw new Problem(503, 'overloaded', 'too many jobs wait; nothing was done', { retryable: true });
      await log.hand(job);
      await log.tell({ type: 'queued', at: now(), job });
    }
    submissions?.inc({ outcome: picture ? 'cached' : 'queued' });
    return view.until(job.jobId, () => true);
  }

  const answer = (response: Response, state: JobState) =>
    send(response, isOver(state) ? 200 : 202, shown(state), {
      location: `/api/artworks/${state.job.jobId}`,
      ...(!isOver(state) && { 'retry-after': '1' }),
    });

  return Router()
    .post('/api/artworks', json, async (request, response) => {
      const client = authenticate(request);
      await limit.take(client, response);
      const wish = validBody(newJob, request);
      const jobId = jobIdOf(client, idempotencyKey(request));
      const known = view.of(jobId);
      if (known && !isSame(known.job, wish)) throw keyReused();
      const state = known ?? (await take({ ...wish, jobId, client, submittedAt: now() }).catch(unavailable));
      if (!isSame(state.job, wish)) throw keyReused(); // another instance was faster
      answer(response, state);
    })
    .get('/api/artworks/:jobId', async (request, response) => {
      send(response, 200, shown(await mine(request)), { 'cache-control': 'no-store' });
    })
    .get('/api/artworks/:jobId/stream', async (request, response) => {
      streams.open(await mine(request), shown, response);
    })
    .post('/api/artworks/:jobId/cancel', async (request, response) => {
      const { job, status } = await mine(request);
      if (status !== 'CANCELLED') {
        await log.tell({ type: 'cancelled', at: now(), jobId: job.jobId }).catch(unavailable);
        const state = await view.until(job.jobId, isOver);
        if (state.status !== 'CANCELLED')
          throw new Problem(409, 'artwork-state', `the artwork is ${state.status} already`, { status: state.status });
      }
      send(response, 200, shown(view.of(job.jobId)!));
    });
}

const isSame = (one: Job, other: z.infer<typeof newJob>) =>
  keyOf(one) === keyOf(other) && one.priority === other.priority;

/**
 * As its client sees it.
 * @message artwork over sse `GET /api/artworks/{jobId}/stream`
 * @field artworkId the jobId
 * @field worker who renders it now
 * @field url of the picture, once it is there
 * @field bytes of the picture
 * @field cached answered without a worker
 * @field reason why the last attempt was none, or why there is no other
 * @carries shownJob
 * @word event: artwork
 * @says How a job stands: when the stream is opened, at each change, and at its end, which ends the stream.
 * @outside hears whoever has asked for the picture
 * @lost Nothing: who comes again is shown the job as it is.
 */
export function shownJob(state: JobState, view: Pick<View, 'placeOf'>, picturesAt: string) {
  const { job, status, attempt, worker, reason, picture, cached } = state;
  const { jobId, prompt, style, size, seed, priority } = job;
  return {
    ...{ artworkId: jobId, status, prompt, style, size, seed, priority, attempt },
    ...view.placeOf(jobId),
    ...(status === 'RENDERING' && { worker }),
    ...(reason && { reason }),
    ...(picture && { url: `${picturesAt}/pictures/${picture.sha256}`, bytes: picture.bytes, cached }),
  };
}

function unavailable(error: Error): never {
  if (error instanceof Problem) throw error;
  throw new Problem(503, 'unavailable', `Kafka does not answer (${error.message}): the same call again will tell`, {
    retryable: true,
  });
}
