/** How many workers are wanted. All times in ms. */
export interface Rule {
  least: number;
  most: number;
  /** For so many jobs one worker, those in hand included: what Kafka counts as lag until they are acknowledged. */
  jobsPerWorker: number;
  /** For each time that the oldest job has waited so long one worker. Where it is left out, age does not count. */
  msPerWorker?: number;
  /** Where `least` is 0: up to so many jobs wake nobody. */
  activation?: number;
  /** Fewer workers are wanted only when fewer were wanted all that time. */
  cooldownMs: number;
}

export interface Seen {
  lag: number;
  oldestMs?: number;
}

/**
 * KEDA's rule, and that of the autoscaler of Kubernetes that it feeds: the larger of ceil(lag / jobs for each) and ceil(age / time for each),
 * within the bounds. More at once; fewer only down to the most that was wanted within the cooldown (stabilizationWindowSeconds; with `least` 0
 * cooldownPeriod). Left out: Kubernetes lets a tenth too much or too little be.
 */
export function kedaRule({ least, most, jobsPerWorker, msPerWorker = Infinity, activation = 0, cooldownMs }: Rule) {
  let recent: { at: number; wanted: number }[] = [];

  function wantedFor({ lag, oldestMs = 0 }: Seen): number {
    if (least === 0 && lag <= activation) return 0;
    const wanted = Math.max(Math.ceil(lag / jobsPerWorker), Math.ceil(oldestMs / msPerWorker));
    return Math.min(most, Math.max(least, wanted, 1));
  }

  return (seen: Seen, now: number): number => {
    recent = [...recent.filter(({ at }) => at > now - cooldownMs), { at: now, wanted: wantedFor(seen) }];
    return Math.max(...recent.map(one => one.wanted));
  };
}

/** What deploy/base/worker/scaled-object.yaml says, too; and how often it is looked. */
export const numbers = {
  ...{ least: 2, most: 20, jobsPerWorker: 10, msPerWorker: 10_000, activation: 0 },
  ...{ cooldownMs: 300_000, pollMs: 15_000 },
};
