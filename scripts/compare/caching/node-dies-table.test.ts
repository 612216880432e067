import { expect, it } from 'vitest';
import { type Answered, nodeDiesSection } from './node-dies-table.ts';

const answer = (sentMs: number, from: string, tookMs = 2): Answered => ({ sentMs, tookMs, from });
const answers = [
  ...[0, 250, 500, 750].map(ms => answer(ms, 'l2')),
  ...[answer(1_000, 'db', 250), answer(1_250, 'db', 4), answer(1_500, 'l2'), answer(1_750, '503')],
  ...[2_000, 2_250, 2_500, 3_000].map(ms => answer(ms, 'l2')),
];
const section = nodeDiesSection({ answers, killedMs: 1_000, takenOverMs: 2_000, missed: 3, reads: 4, events: 2 });

it('tells who answered before, between and after, how long it took, and what was refused', () => {
  expect(section.rows).toEqual([
    ['before', '4', '100.0', '0.0', '0', '2.00', '2.00', '2.00'],
    ['from the kill until its replica has taken over', '4', '25.0', '50.0', '1', '2.00', '250', '250'],
    ['after', '4', '100.0', '0.0', '0', '2.00', '2.00', '2.00'],
  ]);
  for (const row of section.rows) expect(row).toHaveLength(section.head.length);
  expect(section.notes!.join()).toMatch(/took over 1\.0 s .*3 reads were due/);
});

it('draws who answered when, with the kill at 0', () => {
  const { lines, marks } = section.chart as {
    lines: { label: string; points: { x: number; value: number }[] }[];
    marks: object[];
  };
  expect(lines.map(({ label }) => label)).toEqual(['answered by Redis', 'answered by the database']);
  const [redis, database] = lines.map(({ points }) => points);
  expect([redis![0], redis!.length]).toEqual([{ x: -1, value: 1 }, 30]);
  expect(database!.filter(({ value }) => value > 0)).toEqual([
    { x: 0, value: 1 },
    { x: 0.2, value: 1 },
  ]);
  expect(marks).toMatchObject([{ x: 0 }, { x: 1 }]);
});
