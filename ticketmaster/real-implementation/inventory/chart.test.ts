import { expect, it } from 'vitest';
import { layouts, seatingByHash, seatingOf } from './chart.ts';

it.each([
  ['club', 200],
  ['theatre', 1_200],
  ['arena', 20_000],
] as const)('a %s has %i seats, each once and each at a place of its own', (layout, count) => {
  const { chart, seatIds, indexOf, rows } = seatingOf(layout);
  expect([seatIds.length, new Set(seatIds).size, indexOf.size]).toEqual([count, count, count]);
  expect(rows.flatMap(({ seats }) => seats).toSorted((a, b) => a - b)).toEqual(seatIds.map((_, i) => i));
  const seats = chart.sections.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats));
  for (const [, x, y] of seats) {
    expect(x > 0 && x < chart.width).toBe(true);
    expect(y > 0 && y < chart.height).toBe(true);
  }
  expect(new Set(seats.map(([, x, y]) => `${x} ${y}`)).size).toBe(count);
});

it('is found by its hash, and by no other', () => {
  for (const layout of layouts) expect(seatingByHash(seatingOf(layout).chart.hash)?.chart.name).toBe(layout);
  expect(seatingByHash('nothing')).toBeUndefined();
});
