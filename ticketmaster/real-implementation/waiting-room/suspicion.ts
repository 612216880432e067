import type { Redis } from 'ioredis';

/**
 * What each signal adds to the score of a session for an event, ms. A single request too many suspects nobody; two rounds of them do, for as
 * long as it takes to forget what is above SUSPECTED_MS.
 */
export const SIGNALS = {
  /** Fifteen requests more than a person sends. */
  tooFast: 20_000,
  /** Came with the admission of somebody else. */
  notTheirs: 20_000,
  /** Its network had its budget of places already. */
  crowdedNetwork: 300_000,
  /** Lost its place by holds that were never paid. */
  unpaidHolds: 300_000,
} as const;

const SUSPECTED_MS = 30_000;
const MOST_MS = 600_000;

/** KEYS 1 the score  ARGV 1 now  2 what is added  3 the most. The value is the instant at which nothing is left of it. */
const RAISE = `
local score = math.min(ARGV[3], math.max(0, (redis.call('GET', KEYS[1]) or ARGV[1]) - ARGV[1]) + ARGV[2])
redis.call('SET', KEYS[1], string.format('%.0f', ARGV[1] + score), 'PX', string.format('%.0f', score))`;

const keyOf = (eventId: string, sessionId: string) => `real:suspicion:{${eventId}}:${sessionId}`;

/**
 * How much a session looks like a bot, for one event: a time that passes. Each signal adds some to it, up to ten minutes, and whoever behaves
 * has none left after as long. It is a key in Redis that ends by itself, so all processes know of it. It blocks nobody; lanes.ts asks.
 */
export function suspicion(redis: Redis, now: () => number = Date.now) {
  return {
    async raise(eventId: string, sessionId: string, signal: keyof typeof SIGNALS): Promise<void> {
      await redis.eval(RAISE, 1, keyOf(eventId, sessionId), now(), SIGNALS[signal], MOST_MS);
    },

    /** Those of `sessionIds` that are suspected at this instant. One round trip. */
    async suspected(eventId: string, sessionIds: readonly string[]): Promise<Set<string>> {
      if (!sessionIds.length) return new Set();
      const ends = await redis.mget(sessionIds.map(sessionId => keyOf(eventId, sessionId)));
      const from = now() + SUSPECTED_MS;
      return new Set(sessionIds.filter((_, i) => Number(ends[i] ?? 0) > from));
    },
  };
}

export type Suspicion = ReturnType<typeof suspicion>;
