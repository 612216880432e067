// The engine against queueing theory: the pipeline with one line, no cache and no batches is M/M/1, M/M/c and M/G/1.
import { describe, expect, it } from 'vitest';
import { HOUR, steady } from './arrivals.ts';
import { mean } from './percentiles.ts';
import { run } from './pipeline.ts';
import { type Distribution, exponential, uniform } from './random.ts';

const SEEDS = [1, 2, 3, 4, 5];
const MEAN = 17_500;

/** Mean of the waits over the seeds, and its standard error. */
function waitOf(load: number, workers: number, service: Distribution) {
  const perHour = (load * workers * HOUR) / MEAN;
  const [warmUpMs, forMs] = [(1_000 / perHour) * HOUR, (21_000 / perHour) * HOUR];
  const means = SEEDS.map(seed =>
    mean(run({ arrivals: steady(perHour), forMs, warmUpMs, service, workers }, seed).waits),
  );
  const wait = mean(means);
  const error = Math.sqrt(mean(means.map(one => (one - wait) ** 2)) / (SEEDS.length - 1));
  return { wait, error };
}

/** M/M/c: the chance to wait (Erlang C), and with it the mean wait. */
function erlangWait(load: number, workers: number): number {
  const offered = load * workers;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < workers; k++) sum += term *= offered / k;
  const all = (term * offered) / workers / (1 - load);
  return ((all / (sum + all)) * MEAN) / (workers * (1 - load));
}

/** M/G/1 (Pollaczek and Khinchine), for times from 10 to 25 s. */
function khinchineWait(load: number): number {
  const square = (25_000 ** 3 - 10_000 ** 3) / 3 / 15_000;
  return ((load / MEAN) * square) / (2 * (1 - load));
}

describe('the mean wait is that of theory, within four standard errors', () => {
  it.each([
    ['M/M/1 at 50 %', 0.5, 1],
    ['M/M/1 at 80 %', 0.8, 1],
    ['M/M/3 at 80 %', 0.8, 3],
    ['M/M/10 at 90 %', 0.9, 10],
  ])('%s', (_, load, workers) => {
    const { wait, error } = waitOf(load, workers, exponential(MEAN));
    expect(Math.abs(wait - erlangWait(load, workers))).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.12 * wait); // so that the bound means something
  });

  it.each([0.3, 0.7])('M/G/1 with the 10 to 25 s of the document, at load %d', load => {
    const { wait, error } = waitOf(load, 1, uniform(10_000, 25_000));
    expect(Math.abs(wait - khinchineWait(load))).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.1 * wait);
  });

  it('M/M/1 is Erlang C with one worker', () => {
    expect(erlangWait(0.8, 1)).toBeCloseTo((0.8 * MEAN) / 0.2, 6);
  });
});
