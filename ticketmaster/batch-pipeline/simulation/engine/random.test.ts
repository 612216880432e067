import { describe, expect, it } from 'vitest';
import { burst, DAY, diurnal, HOUR, steady } from './arrivals.ts';
import { mean, percentilesOf } from './percentiles.ts';
import { type Distribution, empirical, exponential, lognormal, streamOf, uniform, within } from './random.ts';

const DRAWS = 20_000;
const drawn = (of: Distribution, seed = 7) => {
  const random = streamOf(seed, 'draws');
  return Array.from({ length: DRAWS }, () => of(random));
};
const deviation = (values: number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2)));
};

describe('a distribution', () => {
  it.each<[string, Distribution, number, number]>([
    ['exponential', exponential(100), 100, 100],
    ['uniform', uniform(10, 25), 17.5, 15 / Math.sqrt(12)],
    ['lognormal', lognormal(13, 0.5), 13 * Math.exp(0.125), 13 * Math.exp(0.125) * Math.sqrt(Math.exp(0.25) - 1)],
    ['empirical', empirical([1, 2, 3, 10]), 4, Math.sqrt(12.5)],
  ])('has its mean and its deviation: %s', (_, of, expected, spread) => {
    const values = drawn(of);
    const error = (4 * spread) / Math.sqrt(DRAWS); // four standard errors
    expect(Math.abs(mean(values) - expected)).toBeLessThan(error);
    expect(deviation(values) / spread).toBeCloseTo(1, 1);
  });

  it('stays in its bounds, and draws again what is outside', () => {
    const values = drawn(within(10, 25, lognormal(13, 0.5)));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...values)).toBeLessThanOrEqual(25);
  });

  it('is the same for the same seed, and another for another seed or purpose', () => {
    const first = (seed: number, purpose: string) => streamOf(seed, purpose)();
    expect(first(7, 'service')).toBe(first(7, 'service'));
    expect(new Set([first(7, 'service'), first(8, 'service'), first(7, 'cache')]).size).toBe(3);
  });

  it('cannot be made of nothing', () => {
    expect(() => empirical([])).toThrow('Nothing was measured');
  });
});

describe('arrivals', () => {
  const until = (times: Iterator<number>, ms: number) => {
    const all: number[] = [];
    for (let next = times.next(); !next.done && next.value < ms; next = times.next()) all.push(next.value);
    return all;
  };

  it('are as many as asked for, with the gaps of chance', () => {
    const times = until(steady(600)(streamOf(7, 'steady')), 20 * HOUR);
    expect(Math.abs(times.length - 12_000)).toBeLessThan(4 * Math.sqrt(12_000));
    const gaps = times.slice(1).map((at, nth) => at - times[nth]!);
    expect(deviation(gaps) / mean(gaps)).toBeCloseTo(1, 1);
  });

  it('are few at four in the morning and many at four in the afternoon', () => {
    const times = until(diurnal(600, 0.9)(streamOf(7, 'day')), DAY);
    const around = (hour: number) => times.filter(at => Math.abs(at - hour * HOUR) < HOUR).length / 2;
    expect(times.length).toBeGreaterThan(14_000);
    expect(around(4)).toBeLessThan(100);
    expect(around(16)).toBeGreaterThan(1_050);
  });

  it('of a burst are exactly so many, in order, in its moment', () => {
    const times = until(burst(500, 60_000)(streamOf(7, 'burst')), DAY);
    expect(times).toHaveLength(500);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBeLessThan(60_000);
  });
});

it('knows percentiles', () => {
  const values = Array.from({ length: 100 }, (_, nth) => 100 - nth);
  expect(percentilesOf(values)).toEqual({ p50: 51, p95: 96, p99: 100 });
});
