import { expect, it } from 'vitest';
import { kedaRule } from './rule.ts';

const rule = (more = {}) =>
  kedaRule({ least: 1, most: 10, jobsPerWorker: 5, msPerWorker: 10_000, cooldownMs: 300_000, ...more });

it.each([
  [0, 1],
  [1, 1],
  [5, 1],
  [6, 2],
  [26, 6],
  [50, 10],
  [1_000, 10],
])('wants for a lag of %d workers: %d', (lag, workers) => {
  expect(rule()({ lag }, 0)).toBe(workers);
});

it.each([
  [10_000, 1],
  [10_001, 2],
  [35_000, 4],
  [900_000, 10],
])('wants for a job that has waited %d ms workers: %d', (oldestMs, workers) => {
  expect(rule()({ lag: 1, oldestMs }, 0)).toBe(workers);
});

it('wants what the larger of lag and age asks for', () => {
  expect(rule()({ lag: 40, oldestMs: 15_000 }, 0)).toBe(8);
  expect(rule()({ lag: 4, oldestMs: 75_000 }, 0)).toBe(8);
});

it('does not count age where no time is said', () => {
  expect(rule({ msPerWorker: undefined })({ lag: 1, oldestMs: 900_000 }, 0)).toBe(1);
});

it('wants none for nothing, where none is allowed', () => {
  expect(rule({ least: 0 })({ lag: 0 }, 0)).toBe(0);
  expect(rule({ least: 0 })({ lag: 1 }, 0)).toBe(1);
});

it('wakes nobody for fewer jobs than activate, however old; and minds them where somebody is always there', () => {
  expect(rule({ least: 0, activation: 8 })({ lag: 8, oldestMs: 60_000 }, 0)).toBe(0);
  expect(rule({ least: 0, activation: 8 })({ lag: 9 }, 0)).toBe(2);
  expect(rule({ least: 1, activation: 8 })({ lag: 8 }, 0)).toBe(2);
});

it('wants more at once, and fewer only when fewer were wanted all through the cooldown', () => {
  const wanted = rule();
  const forLag = (lag: number, now: number) => wanted({ lag }, now);
  expect(forLag(50, 0)).toBe(10);
  expect(forLag(0, 30_000)).toBe(10);
  expect(forLag(15, 200_000)).toBe(10);
  expect(forLag(0, 299_999)).toBe(10);
  expect(forLag(0, 300_000)).toBe(3);
  expect(forLag(0, 499_999)).toBe(3);
  expect(forLag(0, 500_001)).toBe(1);
});

it('lets the last one go after the cooldown, too', () => {
  const wanted = rule({ least: 0, cooldownMs: 60_000 });
  expect(wanted({ lag: 1 }, 0)).toBe(1);
  expect(wanted({ lag: 0 }, 59_999)).toBe(1);
  expect(wanted({ lag: 0 }, 60_000)).toBe(0);
});

it('does not flap where the lag goes up and down within the cooldown', () => {
  const wanted = rule({ cooldownMs: 20_000 });
  const seen = Array.from({ length: 20 }, (_, nth) => wanted({ lag: nth % 2 ? 5 : 30 }, nth * 10_000));
  expect(new Set(seen)).toEqual(new Set([6]));
});
