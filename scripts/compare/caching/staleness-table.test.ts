import { expect, it } from 'vitest';
import { type Stale, staleSection } from './staleness-table.ts';

const known = { rounds: 3, complaints: ['away', 'away'] };
const cell = (way: string, values: number[], sales = 1_000): Stale => ({
  way,
  sales,
  reached: [900, 950, 800],
  missed: 0,
  refused: [{ full: 2 }],
  values,
});

it('has percentiles of all reads, what was really sold, and the bound', () => {
  const { rows, head } = staleSection([cell('redis', [0, 0, 4, 12.34])], known);
  expect(rows).toEqual([['redis', '1,000 → 900', '4', '50.0', '0.00', '12.3', '12.3', '5,000']]);
  expect(rows[0]).toHaveLength(head.length);
});

it('keeps the whole distribution', () => {
  const { raw } = staleSection([cell('redis', [0, 0, 4, 12.34])], known) as { raw: { bins: { reads: number }[] }[] };
  expect(raw[0]).toMatchObject({ way: 'redis', boundMs: 5_000, mostMs: 12.34 });
  expect(raw[0]!.bins.reduce((sum, { reads }) => sum + reads, 0)).toBe(4);
});

it('draws how many reads are staler than so much, at the highest rate only, and no line for who never is', () => {
  const { chart } = staleSection([cell('redis', [0, 0, 4, 12]), cell('none', [0]), cell('tracking', [9], 10)], known);
  const { lines } = chart as { lines: { label: string; points: { x: number; value: number }[] }[] };
  expect(lines.map(({ label }) => label)).toEqual(['redis']);
  const at = (x: number) => lines[0]!.points.findLast(point => point.x <= x)?.value;
  expect([at(1), at(3.9), at(5.1), at(10)]).toEqual([50_000, 50_000, 25_000, 25_000]);
  expect(lines[0]!.points.at(-1)!.x).toBeLessThan(13);
});

it('says how many reads were never sent, where it was more than a few', () => {
  const notes = (missed: number) =>
    staleSection([{ ...cell('redis', Array(200).fill(0)), missed }], known).notes!.join();
  expect(notes(2)).not.toContain('never sent');
  expect(notes(3)).toContain('never sent, since 64 were under way: redis with 1,000 sales/s 3.');
});

it('says that a bound was broken, and refuses to tell of a database that was stale', () => {
  const notes = (values: number[]) => staleSection([cell('redis', values)], known).notes!.join();
  expect(notes([5_001])).toContain('**broken** by redis with 1,000');
  expect(notes([4_999])).not.toContain('broken');
  expect(notes([4_999])).toContain('Sales refused with 503: 2 × full');
  expect(notes([4_999])).toContain('The servers printed 2 × away');
  expect(() => staleSection([cell('none', [0, 0.1])], known)).toThrow('worthless');
});
