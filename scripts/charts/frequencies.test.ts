// Histograms and cumulative shares: how often what, and how much by when.
import { expect, it } from 'vitest';
import { cumulativeChart, sharesOf } from './cumulative.ts';
import { histogram } from './histogram.ts';
import { boxesIn, pointsIn, textsIn } from './svg.fixture.ts';
import { COLOURS } from './theme.ts';

const head = { title: 'Latency', subtitles: [] };
const x = { title: 'latency', unit: 'ms' };

it('draws bins as wide and as high as they were counted', async () => {
  const bins = [
    { from: 0, to: 1, count: 2 },
    { from: 1, to: 3, count: 4 },
    { from: 3, to: 4, count: 0 },
  ];
  const svg = await histogram({ ...head, x, counted: 'visitors', series: [{ label: 'Kafka', bins }] });
  const [narrow, wide, ...more] = boxesIn(svg, COLOURS[0]!);
  expect(more).toEqual([]); // nobody is in the last
  expect(wide!.width).toBeCloseTo(2 * narrow!.width, 0);
  expect(wide!.height).toBeCloseTo(2 * narrow!.height, 0);
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['latency (ms)', 'visitors', 'Kafka']));
});

it('puts values into bins that are equally wide along the axis, and loses none', async () => {
  const values = [1, 2, 2.1, 50, 100];
  const svg = await histogram({
    ...head,
    x: { ...x, log: true },
    counted: 'times',
    series: [{ label: 'Kafka', values }],
  });
  const boxes = boxesIn(svg, COLOURS[0]!);
  for (const { width } of boxes) expect(width).toBeCloseTo(boxes[0]!.width, 0);
  const one = Math.min(...boxes.map(({ height }) => height));
  expect(boxes.reduce((sum, { height }) => sum + Math.round(height / one), 0)).toBe(values.length);
});

it('refuses a histogram of nothing, of no unit, and of bins that end before they begin', async () => {
  const refused = (series: Parameters<typeof histogram>[0]['series'], counted = 'visitors') =>
    expect(histogram({ ...head, x: { ...x, log: true }, counted, series })).rejects;
  await refused([]).toThrow('there is no series in it');
  await refused([{ label: 'ada', values: [] }]).toThrow("'ada' is empty");
  await refused([{ label: 'ada', values: [0] }]).toThrow('a logarithmic axis begins above 0');
  await refused([{ label: 'ada', bins: [{ from: 2, to: 1, count: 1 }] }]).toThrow('ends before it begins');
  await refused([{ label: 'ada', values: [1] }], '').toThrow('its y axis has no unit');
});

it('draws the share of all that was done by when, and the bound', async () => {
  const lines = [{ label: 'polling', points: sharesOf([30, 10, 20, 40]) }];
  const svg = await cumulativeChart({ ...head, x, lines, bound: { x: 30, label: 'promised' } });
  const [quarter, half] = pointsIn(svg, COLOURS[0]!);
  expect(quarter!.y - half!.y).toBeCloseTo(75, 0); // of 300 px
  expect(half!.x).toBeCloseTo(2 * quarter!.x, 0);
  expect(svg).toMatch(/<line [^>]*stroke-dasharray="4,3"/);
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['promised', 'latency (ms)', 'share of all (%)', '50%']));
});

it('keeps the least and the most of many values, in a hundred points', () => {
  const points = sharesOf(Array.from({ length: 1_000 }, (_, nth) => nth + 1));
  expect(points).toHaveLength(100);
  expect(points[0]).toEqual({ x: 10, share: 0.01 });
  expect(points.at(-1)).toEqual({ x: 1_000, share: 1 });
  expect(sharesOf([5])).toEqual([{ x: 5, share: 1 }]);
});

it('refuses shares that fall or are no shares', async () => {
  const refused = (points: { x: number; share: number }[]) =>
    expect(cumulativeChart({ ...head, x, lines: [{ label: 'ada', points }] })).rejects;
  await refused([]).toThrow("'ada' is empty");
  await refused([{ x: 1, share: 2 }]).toThrow('does not rise from 0 to 1: 2 at 1');
  await refused([
    { x: 1, share: 0.5 },
    { x: 2, share: 0.4 },
  ]).toThrow('0.4 at 2');
  // @ts-expect-error a unit is asked for by the types
  await expect(cumulativeChart({ ...head, x: { title: 'latency' }, lines: [] })).rejects.toThrow(
    'its x axis has no unit',
  );
});
