import { seeded } from '@ticketmaster/testing/zipf';

/** From 0 to 1. */
export type Random = () => number;
/** Draws one value. */
export type Distribution = (random: Random) => number;

/** Random numbers for one purpose: more draws for another purpose do not change them. */
export function streamOf(seed: number, purpose: string): Random {
  let state = seed >>> 0;
  for (const letter of purpose) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) >>> 0; // FNV-1a
  return seeded(state);
}

export const exponential =
  (mean: number): Distribution =>
  random =>
    -mean * Math.log(1 - random());

export const uniform =
  (least: number, most: number): Distribution =>
  random =>
    least + (most - least) * random();

/** Half of the values are below `median`; `sigma` is the standard deviation of their logarithms. */
export const lognormal =
  (median: number, sigma: number): Distribution =>
  random =>
    median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

/** One of these values, each as likely as another: what was measured. */
export function empirical(values: readonly number[]): Distribution {
  if (values.length === 0) throw new Error('Nothing was measured: there is no value to draw');
  return random => values[Math.floor(random() * values.length)]!;
}

/** Draws again until the value is in these bounds. */
export const within =
  (least: number, most: number, distribution: Distribution): Distribution =>
  random => {
    for (;;) {
      const value = distribution(random);
      if (value >= least && value <= most) return value;
    }
  };
