import { randomUUID } from 'node:crypto';
import { hotBoard } from '@ticketmaster/caching-tiers/hot-board';
import { hotKeys } from '@ticketmaster/caching-tiers/hot-keys';
import { announcer, listenForChanges } from '@ticketmaster/caching-tiers/invalidation';
import { nodesOf } from '@ticketmaster/caching-tiers/shards';
import { batcher } from '@ticketmaster/common/batch';
import { repeat } from '@ticketmaster/common/repeat';
import type { Database } from '@ticketmaster/postgres/database';
import type { Cluster } from 'ioredis';
import { eventsIn } from './events.ts';
import { relayOf } from './relay.ts';
import { type WaysParts, waysOf } from './ways.ts';

export interface LessonParts
  extends Partial<Pick<WaysParts, 'tier1Ms' | 'ttlMs' | 'leaseMs' | 'withinMs' | 'queries' | 'tracking' | 'now'>> {
  db: Database;
  redis: Cluster;
  /** Where changes are heard: a client made with `shardedSubscribers`; `redis`, where it is left out. */
  listenOn?: Cluster;
  prefix: string;
  /** Reads of an event in five seconds, over all processes, from which on its keys are spread. */
  hotFrom?: number;
}

/** One process of the lesson: everything but its routes. What it does in the background begins with `start`. */
export function cachingLesson({ db, redis, listenOn = redis, prefix, hotFrom = 1_000, ...more }: LessonParts) {
  const { now = Date.now, ttlMs = 5_000 } = more;
  const events = eventsIn(db);
  const mostRead = hotKeys({ now });
  const board = hotBoard(redis, mostRead, { name: `${prefix}hot`, processId: randomUUID(), hotFrom, now });
  const ways = waysOf({ events, redis, board, nodeOf: nodesOf(redis), prefix, ...more });
  const relay = relayOf(db, announcer(redis, ways.versions, { prefix, ttlMs }), now);
  const woken = batcher<undefined, undefined>(
    async changes => {
      await relay.round();
      return changes;
    },
    { most: 100_000, inFlight: 1 },
  );

  return {
    ...{ events, board, ways, relay },
    seen: mostRead.read,
    /** After a change: tells of it at once, and not in the relay's next round. All that come during one round are the next. */
    wake: (): void => void woken(undefined).catch(() => {}), // the rounds that come by themselves say what fails
    /** Tells of changes, learns what is hot, and hears of what others changed. Answers what stops it. */
    async start({ relayMs = 100, shareMs = 500 } = {}): Promise<() => Promise<void>> {
      await listenForChanges(listenOn, prefix, {
        changed: ({ id, version, readAt }) => ways.changed(id, version, readAt),
        missed: ways.missed,
      });
      const stops = [
        repeat(relayMs, 'Telling', saidOnce('Telling of changes', relay.round)),
        repeat(shareMs, 'Sharing', saidOnce('Sharing what is hot', board.share)),
      ];
      return async () => void (await Promise.all(stops.map(stop => stop())));
    },
  };
}

export type Lesson = ReturnType<typeof cachingLesson>;

/** Work that comes again and again: says when it begins to fail, and when it is done again, and not each time. */
function saidOnce(what: string, work: () => Promise<unknown>): () => Promise<void> {
  let failing = false;
  const say = (fails: boolean, text: string) => {
    if (failing !== fails) console.error(`${what}: ${text}`);
    failing = fails;
  };
  return async () => {
    await work().then(
      () => say(false, 'goes on'),
      (error: Error) => say(true, error.message),
    );
  };
}
