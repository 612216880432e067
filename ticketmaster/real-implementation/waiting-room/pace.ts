import { LRUCache } from 'lru-cache';

/** Who asks faster for long is no person with two tabs: a place is polled once a second at most. Requests a second, and at once. */
const PER_SECOND = 3;
const AT_ONCE = 15;

/**
 * How fast each session asks, in this process alone: a bucket that fills by `PER_SECOND` and holds `AT_ONCE`. True when it was found empty;
 * then it is full again, so that this comes once for every `AT_ONCE` requests too many. Of 50,000 sessions, those that asked last.
 */
export function pace(now: () => number = Date.now) {
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: 50_000 });
  return function isTooFast(sessionId: string): boolean {
    const at = now();
    const bucket = buckets.get(sessionId);
    if (!bucket) {
      buckets.set(sessionId, { left: AT_ONCE - 1, at });
      return false;
    }
    bucket.left = Math.min(AT_ONCE, bucket.left + ((at - bucket.at) * PER_SECOND) / 1_000) - 1;
    bucket.at = at;
    if (bucket.left >= 0) return false;
    bucket.left = AT_ONCE;
    return true;
  };
}
