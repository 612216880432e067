import { expect, it } from 'vitest';
import { lineChart } from './line-chart.ts';

const at = (x: number, value: number) => ({ x, value, min: value / 2, max: value * 2 });
const svg = lineChart('Sales <fast>', ['of 5'], { x: 'seats', y: 'sales a second' }, [
  { label: 'pessimistic', points: [at(1, 40), at(100, 400), at(10_000, 1000)] },
  { label: 'optimistic', points: [at(1, 20), at(100, 400), at(10_000, 1000)] },
]);
const numbers = (pattern: RegExp) => [...svg.matchAll(pattern)].map(match => Number(match[1]));

it('draws each line through its points: equal ratios are equal distances', () => {
  const xs = numbers(/<circle cx="([\d.]+)"/g);
  const ys = numbers(/<circle [^>]*cy="([\d.]+)"/g);
  expect(xs).toHaveLength(6);
  expect(xs[1]! - xs[0]!).toBeCloseTo(xs[2]! - xs[1]!, 0);
  expect(ys[0]).toBeLessThan(ys[3]!); // 40 is above 20
  expect(ys[1]).toBe(ys[4]);
});

it('shows from the least to the most as a band, and all of it on the paper', () => {
  expect(svg.match(/fill-opacity/g)).toHaveLength(2);
  const [, height] = /viewBox="0 0 860 (\d+)"/.exec(svg)!;
  for (const y of numbers(/[ML][\d.]+ ([\d.]+)/g)) expect(y).toBeGreaterThan(60);
  for (const y of numbers(/[ML][\d.]+ ([\d.]+)/g)) expect(y).toBeLessThan(Number(height));
});

it('names axes and lines, and no two names lie on each other', () => {
  const texts = [...svg.matchAll(/<text[^>]*>([^<>]*)<\/text>/g)].map(match => match[1]);
  expect(texts).toEqual([
    ...['Sales &lt;fast&gt;', 'of 5'],
    ...['10', '20', '50', '100', '200', '500', '1,000', '2,000'],
    ...['1', '100', '10,000', 'pessimistic', 'optimistic', 'seats', 'sales a second'],
  ]);
  const [one, other] = numbers(/y="([\d.]+)" font-weight="600" fill="#(?!1f)/g);
  expect(Math.abs(one! - other!)).toBeGreaterThanOrEqual(18);
});
