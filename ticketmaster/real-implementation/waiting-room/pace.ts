import { tokenBuckets } from '../token-buckets.ts';

/** Who asks faster for long is no person with two tabs: a place is polled once a second at most. Requests a second, and at once. */
const PER_SECOND = 3;
const AT_ONCE = 15;

/**
 * How fast each session asks, in this process alone. True when its bucket was found empty; then it is full again, so that this comes once for
 * every `AT_ONCE` requests too many. Of 50,000 sessions, those that asked last.
 */
export function pace(now: () => number = Date.now) {
  const buckets = tokenBuckets({ perSecond: PER_SECOND, atOnce: AT_ONCE, now });
  return function isTooFast(sessionId: string): boolean {
    if (buckets.take(sessionId)) return false;
    buckets.fill(sessionId);
    return true;
  };
}
