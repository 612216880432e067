import type { Distribution } from './random.ts';

/** How workers follow the lag. All times in ms. */
export interface Scaling {
  least: number;
  most: number;
  /** Jobs for each worker, waiting or in hand: what Kafka counts as lag until they are committed. */
  threshold: number;
  pollMs: number;
  /** Fewer workers are wanted only when fewer were wanted for so long. */
  cooldownMs: number;
  /** From when a worker is wanted until it takes its first job. */
  startMs: Distribution;
}

/**
 * KEDA's rule: workers = ceil(lag / threshold), within the bounds. More at once; fewer only down to the most that was wanted within the
 * cooldown, as the autoscaler of Kubernetes that KEDA feeds does it (stabilizationWindowSeconds, 300 by default).
 */
export function kedaRule({
  least,
  most,
  threshold,
  cooldownMs,
}: Pick<Scaling, 'least' | 'most' | 'threshold' | 'cooldownMs'>) {
  let recent: { at: number; wanted: number }[] = [];
  return (lag: number, now: number): number => {
    const wanted = Math.min(most, Math.max(least, Math.ceil(lag / threshold)));
    recent = [...recent.filter(({ at }) => at > now - cooldownMs), { at: now, wanted }];
    return Math.max(...recent.map(one => one.wanted));
  };
}
