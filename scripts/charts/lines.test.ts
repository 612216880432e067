import { expect, it } from 'vitest';
import { ticksAround } from './axes.ts';
import { type Line, lineChart } from './lines.ts';
import { pointsIn, textsIn } from './svg.fixture.ts';
import { COLOURS } from './theme.ts';

const at = (x: number, value: number) => ({ x, value, min: value / 2, max: value * 2 });
const lines: Line[] = [
  { label: 'pessimistic', points: [at(1, 40), at(100, 400), at(10_000, 1_000)] },
  { label: 'optimistic', points: [at(1, 20), at(100, 400), at(10_000, 1_000)] },
];
const chart = {
  ...{ title: 'Sales', subtitles: [] },
  x: { title: 'seats on sale', unit: 'seats', log: true },
  y: { title: 'speed', unit: 'sales per second', log: true },
};

it('draws each line through its points: equal ratios are equal distances', async () => {
  const svg = await lineChart({ ...chart, lines });
  const [first, second, third] = pointsIn(svg, COLOURS[0]!);
  const [other, same] = pointsIn(svg, COLOURS[1]!);
  expect(second!.x - first!.x).toBeCloseTo(third!.x - second!.x, 0);
  expect(first!.y).toBeLessThan(other!.y); // 40 is above 20
  expect(second!.y).toBe(same!.y);
  expect(second!.y - third!.y).toBeCloseTo((Math.log(2.5) / Math.log(20)) * (other!.y - same!.y), 0);
});

it('draws plain axes where none is logarithmic', async () => {
  const plain = { ...chart, x: { title: 'time', unit: 's' }, y: { title: 'speed', unit: 'sales per second' } };
  const svg = await lineChart({ ...plain, lines: [{ label: 'ada', points: [at(0, 0), at(1, 10), at(3, 30)] }] });
  const [first, second, third] = pointsIn(svg, COLOURS[0]!);
  expect((second!.x - first!.x) * 2).toBeCloseTo(third!.x - second!.x, 0);
  expect(first!.y - third!.y).toBeCloseTo(3 * (first!.y - second!.y), 0);
});

it('shows from the least to the most as a band, and cuts one that reaches to 0', async () => {
  const svg = await lineChart({ ...chart, lines });
  expect(svg.match(/opacity="0.13"/g)).toHaveLength(2);
  const cut = await lineChart({
    ...chart,
    lines: [{ label: 'ada', points: [{ x: 1, value: 5, min: 0, max: 9 }, at(10, 50)] }],
  });
  expect(cut).not.toMatch(/NaN|Infinity/);
});

it('names axes, units and lines, and tells lines apart without their colours', async () => {
  const svg = await lineChart({ ...chart, lines });
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['1', '100', '10,000', 'pessimistic', 'optimistic']));
  expect(textsIn(svg)).toEqual(
    expect.arrayContaining(['seats on sale, logarithmic', 'speed (sales per second), logarithmic']),
  );
  const dashes = [...svg.matchAll(/stroke-dasharray="([^"]*)"/g)].map(match => match[1]);
  expect(new Set(dashes).size).toBe(2);
  const shapes = [...svg.matchAll(/<path transform="[^"]*" d="([^"]*)" fill="#/g)].map(match =>
    match[1]!.replace(/[\d.]+/g, ''),
  );
  expect(new Set(shapes).size).toBe(2);
});

it('draws a plot for each facet, in which the same name looks the same', async () => {
  const faceted = ['8 buyers', '64 buyers'].flatMap(facet => lines.map(line => ({ ...line, facet })));
  const svg = await lineChart({ ...chart, facetTitle: 'how many buy', lines: faceted });
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['8 buyers', '64 buyers', 'how many buy']));
  expect(textsIn(svg).filter(text => text === 'optimistic')).toHaveLength(1);
  expect(pointsIn(svg, COLOURS[1]!)).toHaveLength(6 + 1); // and one in the legend
});

it('refuses what it could only draw wrongly', async () => {
  const points = [at(1, 1)];
  const refused = (lines: Line[]) => expect(lineChart({ ...chart, lines })).rejects;
  await refused([]).toThrow('there is no line in it');
  await refused([{ label: 'ada', points: [] }]).toThrow("'ada' is empty");
  await refused([{ label: 'ada', points: [at(1, 0)] }]).toThrow("'ada' has 0, and a logarithmic axis begins above 0");
  await refused([{ label: 'ada', points: [at(2, 1), at(1, 1)] }]).toThrow("'ada' goes back in x");
  await refused([{ label: 'ada', points: [{ x: 1, value: 1, min: 1, max: undefined as never }] }]).toThrow('undefined');
  await refused(['ada', 'ada'].map(label => ({ label, points }))).toThrow("two are called 'ada'");
  await refused(Array.from({ length: 9 }, (_, nth) => ({ label: `${nth}`, points }))).toThrow('8 can be told apart');
  await refused([lines[0]!, { ...lines[1]!, facet: '8 buyers' }]).toThrow('one line has no facet');
});

it('refuses an axis without a unit or a title', async () => {
  // @ts-expect-error a unit is asked for by the types
  await expect(lineChart({ ...chart, x: { title: 'seats' }, lines })).rejects.toThrow('its x axis has no unit');
  await expect(lineChart({ ...chart, y: { title: 'speed', unit: '' }, lines })).rejects.toThrow(
    'its y axis has no unit',
  );
  await expect(lineChart({ ...chart, y: { title: '', unit: 'ms' }, lines })).rejects.toThrow('its y axis has no title');
});

it('labels 1, 2, 5 and their tens, and where these are many only the tens', () => {
  expect(ticksAround(3, 40)).toEqual([2, 5, 10, 20, 50]);
  expect(ticksAround(0.05, 0.05)).toEqual([0.05, 0.1]);
  expect(ticksAround(1, 1_000_000)).toEqual([1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]);
});
