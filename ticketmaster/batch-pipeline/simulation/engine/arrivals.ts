import { exponential, type Random } from './random.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The times at which jobs come, ms, each not before the last. */
export type Arrivals = (random: Random) => Iterator<number>;

/** All the time alike, and each without regard to the others (Poisson). */
export const steady = (perHour: number): Arrivals => byRate(() => perHour, perHour);

/** Like a day of a web page: hardly anybody at four in the morning, `swing` more than the mean twelve hours later. */
export function diurnal(perHour: number, swing = 0.9): Arrivals {
  const rate = (ms: number) => perHour * (1 - swing * Math.cos((2 * Math.PI * (ms - 4 * HOUR)) / DAY));
  return byRate(rate, perHour * (1 + swing));
}

/** So many at once, spread over a moment, and then nobody. */
export function burst(jobs: number, overMs: number): Arrivals {
  return function* (random) {
    yield* Array.from({ length: jobs }, () => overMs * random()).toSorted((one, other) => one - other);
  };
}

/** Those of the highest rate, thinned out to the rate of the moment (Lewis and Shedler). */
function byRate(perHourAt: (ms: number) => number, most: number): Arrivals {
  return function* (random) {
    const gap = exponential(HOUR / most);
    for (let at = gap(random); ; at += gap(random)) if (random() * most < perHourAt(at)) yield at;
  };
}
