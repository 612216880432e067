/** Where an answer came from. `stale`: neither tier 2 nor the source answered, and tier 1 still had something that may be given out. */
export type From = 'l1' | 'l2' | 'db' | 'stale';

/** What happened in one process; never one number alone. */
export interface Counts extends Record<From, number> {
  /** Answered by the load of another request in this process. */
  coalesced: number;
  /** How often the source was asked, and how often that failed or was refused. */
  loads: number;
  failed: number;
  /** Loads before the end of an entry (XFetch). */
  early: number;
  /** Answers that there is nothing. */
  negative: number;
  /** Reads that went without tier 2: it did not answer, or has not for a while. */
  withoutTier2: number;
}

export const noCounts = (): Counts => ({
  ...{ l1: 0, l2: 0, db: 0, stale: 0, coalesced: 0, loads: 0, failed: 0, early: 0, negative: 0, withoutTier2: 0 },
});
