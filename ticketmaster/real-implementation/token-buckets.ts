import { LRUCache } from 'lru-cache';

export interface BucketsOptions {
  /** How fast each bucket fills. */
  perSecond: number;
  /** How much one holds; each begins full. */
  atOnce: number;
  /** Of so many those that were asked last are kept; who is forgotten has a full one again. */
  most?: number;
  /** ms */
  now?: () => number;
}

/** A token bucket for each key, in the memory of this process alone. Only a new key takes memory. */
export function tokenBuckets({ perSecond, atOnce, most = 50_000, now = Date.now }: BucketsOptions) {
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: most });
  return {
    /** Takes one token; false where there is none. */
    take(key: string): boolean {
      const at = now();
      const bucket = buckets.get(key);
      if (!bucket) {
        buckets.set(key, { left: atOnce - 1, at });
        return atOnce >= 1;
      }
      bucket.left = Math.min(atOnce, bucket.left + (Math.max(0, at - bucket.at) * perSecond) / 1_000);
      bucket.at = at;
      if (bucket.left < 1) return false;
      bucket.left--;
      return true;
    },
    /** Makes it full again. */
    fill(key: string): void {
      buckets.set(key, { left: atOnce, at: now() });
    },
  };
}
