import { type Reading, said } from '../document.ts';
import { HOUR, steady } from '../engine/arrivals.ts';
import { median, type Percentiles, percentilesOf } from '../engine/percentiles.ts';
import { type Pipeline, run } from '../engine/pipeline.ts';

/** How much is simulated: the same questions on a small run are a test. */
export interface Effort {
  seed: number;
  /** Runs for each figure, by seeds one after another; what is told is their median. */
  runs: number;
  /** Jobs in each run. */
  jobs: number;
}

/** Runs that differ only by their seed. */
export const seedsOf = ({ seed, runs }: Effort) => Array.from({ length: runs }, (_, nth) => seed + nth);

/** `jobs` jobs at a steady rate, after a tenth as many that are not counted. */
export const atRate = (
  perHour: number,
  jobs: number,
  rest: Omit<Pipeline, 'arrivals' | 'forMs' | 'warmUpMs'>,
): Pipeline => ({
  ...rest,
  arrivals: steady(perHour),
  forMs: ((1.1 * jobs) / perHour) * HOUR,
  warmUpMs: ((0.1 * jobs) / perHour) * HOUR,
});

/** The percentiles of each run. */
export const latencies = (pipeline: Pipeline, effort: Effort): Percentiles[] =>
  seedsOf(effort).map(seed => percentilesOf(run(pipeline, seed).latencies));

export const middle = (found: Percentiles[], of: keyof Percentiles) => median(found.map(one => one[of]));

/** Whether a promise about one percentile is kept, in the median of the runs. */
export const keeps = (found: Percentiles[], of: keyof Percentiles) => middle(found, of) <= said.latency[of];

/** The most images an hour at which all of these promises hold, to within `step`; 0 where they hold at no rate. */
export function mostPerHour(
  rest: Omit<Pipeline, 'arrivals' | 'forMs' | 'warmUpMs'>,
  ofAll: (keyof Percentiles)[],
  limit: number,
  effort: Effort,
  step = 1,
): number {
  const holds = (perHour: number) => {
    const found = latencies(atRate(perHour, effort.jobs, rest), effort);
    return ofAll.every(of => keeps(found, of));
  };
  let [low, high] = [0, limit];
  while (high - low > step) {
    const between = (low + high) / 2;
    if (holds(between)) low = between;
    else high = between;
  }
  return Math.floor(low);
}

/** The least number of workers with which P95 and P99 hold at that rate: by five times as many jobs, as one more or less is much. */
export function fewestWorkers(perHour: number, { service, meanMs }: Reading, effort: Effort): number {
  for (let workers = Math.ceil((perHour * meanMs) / HOUR); ; workers++) {
    const found = latencies(atRate(perHour, 5 * effort.jobs, { service, workers }), effort);
    if (keeps(found, 'p95') && keeps(found, 'p99')) return workers;
  }
}
