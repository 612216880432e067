import { expect, it } from 'vitest';
import { drawn, monthly, prices, total } from './prices.ts';
import { asDrawn, availabilityOf, MONTH, monthsOf, ofAvailability, type Part, together } from './uptime-model.ts';

const part = (of: number, needs: number): Part => ({ what: 'x', of, needs, mtbf: 90, mttr: 10, source: 'here' });

it.each([
  [1, 1, 0.9],
  [2, 2, 0.81],
  [2, 1, 0.99],
  [3, 2, 0.972],
])('of %d parts %d needed', (of, needs, expected) => {
  expect(availabilityOf(part(of, needs))).toBeCloseTo(expected, 10);
});

it.each<[string, Part[]]>([
  ['one', [part(1, 1)]],
  ['a pair of which one is enough', [part(2, 1)]],
  ['three of which two are needed, beside another', [part(3, 2), { ...part(1, 1), what: 'y' }]],
])('is away as long in the simulation as computed: %s', (_, parts) => {
  const months = 4_000;
  const away = monthsOf(parts, months, 7);
  const simulated = 1 - away.reduce((sum, hours) => sum + hours, 0) / (months * MONTH);
  expect(Math.abs(simulated - together(parts))).toBeLessThan(0.003);
  expect(Math.max(...away)).toBeLessThanOrEqual(MONTH);
});

it('gives the same months for the same seed', () => {
  expect(monthsOf(asDrawn, 50, 7)).toEqual(monthsOf(asDrawn, 50, 7));
  expect(monthsOf(asDrawn, 50, 7)).not.toEqual(monthsOf(asDrawn, 50, 8));
});

it('turns an availability into a time to repair', () => {
  const { mtbf, mttr } = ofAvailability(0.995, 720);
  expect(mtbf / (mtbf + mttr)).toBeCloseTo(0.995, 12);
});

it('has a source and a date for each price, and adds them up', () => {
  for (const price of Object.values(prices)) {
    expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\//);
    expect(price.seen).toMatch(/^(https:|from memory)/);
    expect(price.asOf).toMatch(/^20\d\d(-\d\d)?$/);
  }
  const [one, two] = [drawn(1), drawn(2)];
  expect(total(one)).toBeCloseTo(
    one.map(monthly).reduce((sum, each) => sum + each),
    6,
  );
  expect(total(two) - total(one)).toBeCloseTo(730 * 0.526 + 50 * 0.08, 6);
});
