import { randomUUID } from 'node:crypto';
import { within } from '@ticketmaster/common/within';
import { eventually } from '@ticketmaster/testing/eventually';
import { partitionsOf } from '@ticketmaster/waiting-room-kafka/topics';
import type { Kafka } from 'kafkajs';
import { LRUCache } from 'lru-cache';
import { keyOf, type Priority, priorities } from '../artwork.ts';
import { consume } from './consume.ts';
import { after, isOver, type JobEvent, type JobState, type Picture } from './job-states.ts';
import type { Topics } from './topics.ts';

/** Of jobs that have ended, those that were read last are kept. */
const KEPT = 20_000;
/** The mean time of a picture is of about so many. */
const RECENT = 20;
/** A worker that claimed something within this time is at work. ms */
const AT_WORK_MS = 60_000;

export interface Place {
  /** 1: the next of its priority. */
  position: number;
  /** A guess, from how long the last pictures took and how many workers there are. */
  etaMs: number;
}

/**
 * What every job is, as the log of events says: read from its beginning, kept in the memory of this process, and the same in each. Nothing is
 * stored beside the log, so nothing can differ from it.
 * @hears job-event
 */
export function openView(kafka: Kafka, topics: Topics, now: () => number = Date.now) {
  const open = new Map<string, JobState>();
  const ended = new LRUCache<string, JobState>({ max: KEPT });
  const waiting = new Map<Priority, Set<string>>(priorities.map(priority => [priority, new Set()]));
  const workers = new Map<string, number>();
  const watchers = new Map<string, Set<(state: JobState) => void>>();
  const pictures = new LRUCache<string, Picture>({ max: KEPT });
  const readTo = new Map<number, bigint>();
  let renderMs = 1_000;

  const of = (jobId: string) => open.get(jobId) ?? ended.get(jobId);

  function apply(jobId: string, event: JobEvent): void {
    const before = of(jobId);
    const state = after(before, event);
    if (!state || state === before) return;
    if (isOver(state)) {
      open.delete(jobId);
      ended.set(jobId, state);
    } else open.set(jobId, state);
    if (state.picture) pictures.set(keyOf(state.job), state.picture);
    const line = waiting.get(state.job.priority)!;
    if (state.status === 'QUEUED') line.add(jobId);
    else line.delete(jobId);
    if (event.type === 'claimed') workers.set(event.worker, event.at);
    if (event.type === 'done') renderMs += (state.endedAt! - state.claimedAt! - renderMs) / RECENT;
    for (const watcher of watchers.get(jobId) ?? []) watcher(state);
  }

  const stop = consume({
    ...{ kafka, topics, read: [topics.events] },
    config: { groupId: `${topics.events}.view.${randomUUID()}`, sessionTimeout: 10_000, maxWaitTimeInMs: 500 },
    run: {
      autoCommit: false,
      async eachBatch({ batch, resolveOffset, heartbeat }) {
        for (const { offset, key, value } of batch.messages) {
          resolveOffset(offset);
          if (BigInt(offset) <= (readTo.get(batch.partition) ?? -1n)) continue; // after a new start it is read from the beginning
          readTo.set(batch.partition, BigInt(offset));
          const event = eventIn(value);
          if (event && key) apply(String(key), event);
        }
        await heartbeat();
      },
    },
  });

  /** Resolves once all that was in the log when it was called has been read. */
  async function caughtUp(withinMs = 30_000): Promise<void> {
    const admin = kafka.admin();
    try {
      const ends = await partitionsOf(admin, topics.events, withinMs);
      await eventually(() => {
        const behind = ends.filter(({ partition, low, high }) => {
          const last = BigInt(high) - 1n;
          return last >= BigInt(low) && (readTo.get(partition) ?? -1n) < last;
        });
        if (behind.length > 0) throw new Error('the log of events is not read in time');
      }, withinMs);
    } finally {
      await admin.disconnect();
    }
  }

  return {
    of,
    caughtUp,
    /** What was made of such a wish, as the log says. Whether the store still has it, the store says. */
    pictureOf: (key: string): Picture | undefined => pictures.get(key),

    /** Hears of each change, until the answered function is called. */
    watch(jobId: string, watcher: (state: JobState) => void): () => void {
      const all = watchers.get(jobId) ?? new Set();
      watchers.set(jobId, all.add(watcher));
      return () => {
        all.delete(watcher);
        if (all.size === 0) watchers.delete(jobId);
      };
    },

    /** The job once `yes` is true of it. Rejects when that takes longer. */
    async until(jobId: string, yes: (state: JobState) => boolean, withinMs = 10_000): Promise<JobState> {
      const known = of(jobId);
      if (known && yes(known)) return known;
      const seen = Promise.withResolvers<JobState>();
      const unwatch = this.watch(jobId, state => yes(state) && seen.resolve(state));
      try {
        return await within(withinMs, seen.promise, 'the log of events does not answer');
      } finally {
        unwatch();
      }
    },

    /** Where a job waits; undefined where it does not. */
    placeOf(jobId: string): Place | undefined {
      const state = open.get(jobId);
      if (state?.status !== 'QUEUED') return undefined;
      let position = 0;
      for (const other of waiting.get(state.job.priority)!) {
        position++;
        if (other === jobId) break;
      }
      const since = now() - AT_WORK_MS;
      const atWork = [...workers.values()].filter(at => at > since).length;
      return { position, etaMs: Math.round((position * renderMs) / Math.max(1, atWork)) };
    },

    /** How many jobs wait. Cheap: asked for each wish. */
    waiting: () => [...waiting.values()].reduce((sum, { size }) => sum + size, 0),

    /** Jobs that wait, by priority, and the oldest of them: looks at every open job. */
    queue() {
      const oldest = Math.min(
        ...[...open.values()].filter(one => one.status === 'QUEUED').map(one => one.job.submittedAt),
      );
      const counts = priorities.map(priority => [priority, waiting.get(priority)!.size] as const);
      return {
        ...{ waiting: Object.fromEntries(counts) as Record<Priority, number>, rendering: open.size - total(counts) },
        oldestMs: Number.isFinite(oldest) ? Math.max(0, now() - oldest) : 0,
      };
    },

    all: () => [...open.values(), ...ended.values()],
    close: stop,
  };
}

export type View = ReturnType<typeof openView>;

const total = (counts: (readonly [Priority, number])[]) => counts.reduce((sum, [, count]) => sum + count, 0);

/** Undefined for what is no event: somebody else wrote it. */
function eventIn(value: Buffer | null): JobEvent | undefined {
  try {
    const event = JSON.parse(String(value)) as JobEvent;
    return typeof event.type === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}
