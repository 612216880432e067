import { expect, it } from 'vitest';
import { barChart } from './bars.ts';
import { groupedBarChart } from './grouped-bars.ts';
import { boxesIn, placeOf, textsIn } from './svg.fixture.ts';
import { FILLS } from './theme.ts';

const chart = { title: 'Sales', subtitles: ['of 5'], unit: 'sales per second' };
const bar = { label: 'ada', value: 1_900, min: 1_000, max: 3_000 };

it('draws bars as long as their figures, with their unit, from the least to the most', async () => {
  const svg = await barChart({ ...chart, bars: [bar, { label: 'bob', value: 3_800, min: 3_800, max: 3_800 }] });
  const [half] = boxesIn(svg, FILLS[0]!);
  const [full] = boxesIn(svg, FILLS[1]!);
  expect(half!.width * 2).toBeCloseTo(full!.width, 0);
  expect(full!.width).toBeLessThan(660);
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['sales per second', 'ada', '1,900', 'bob', '3,800']));
  const px = full!.width / 3_800;
  expect(svg).toContain(`<line transform="translate(${hundredth(px * 1_000)},`); // the thin line begins at the least …
  expect(svg).toContain(`x2="${hundredth(px * 2_000)}"`); // … and is as long as from there to the most, behind which the figure stands
  expect(placeOf(svg, '1,900').x).toBeGreaterThan(px * 3_000);
});

it('gives each technology one fill, and says which where the labels do not', async () => {
  const labelled = await barChart({
    ...chart,
    bars: ['Kafka', 'Kafka, one by one', 'SQS'].map(label => ({ ...bar, label })),
  });
  expect(boxesIn(labelled, FILLS[0]!)).toHaveLength(2);
  expect(boxesIn(labelled, FILLS[1]!)).toHaveLength(1);
  expect(textsIn(labelled).filter(text => text === 'SQS')).toHaveLength(1);
  const named = await barChart({
    ...chart,
    bars: [
      { ...bar, label: 'nowait', of: 'PostgreSQL' },
      { ...bar, label: 'redlock', of: 'Redis' },
    ],
  });
  expect(textsIn(named)).toEqual(expect.arrayContaining(['PostgreSQL', 'Redis', 'nowait', 'redlock']));
});

it('breaks a long label, and cuts none', async () => {
  const label = 'a sale of four seats at once, where 20 % of the calls to the provider fail';
  const texts = textsIn(await barChart({ ...chart, bars: [{ ...bar, label }] }));
  expect(texts.join(' ')).toContain(label);
  expect(texts).not.toContain(label);
});

it('refuses no bars, two of one name, and what is no number', async () => {
  await expect(barChart({ ...chart, bars: [] })).rejects.toThrow("The chart 'Sales' cannot be drawn: there is no bar");
  await expect(barChart({ ...chart, bars: [bar, bar] })).rejects.toThrow("two are called 'ada'");
  await expect(barChart({ ...chart, bars: [{ ...bar, max: Number.NaN }] })).rejects.toThrow("'ada' has NaN where");
});

it('refuses an axis without a unit', async () => {
  // @ts-expect-error a unit is asked for by the types
  await expect(barChart({ title: 'Sales', subtitles: [], bars: [bar] })).rejects.toThrow('its axis has no unit');
  await expect(barChart({ ...chart, unit: ' ', bars: [bar] })).rejects.toThrow('its axis has no unit');
  // @ts-expect-error a unit is asked for by the types
  await expect(groupedBarChart({ title: 'Sales', subtitles: [], groupTitle: 'way', bars: [] })).rejects.toThrow(
    'no unit',
  );
});

it('draws a bar of each series in each group, told apart by hatching, too', async () => {
  const bars = ['Kafka', 'SQS'].flatMap((group, nth) => [
    { group, series: 'batches', value: 100 * (nth + 1), min: 90, max: 300 },
    { group, series: 'one by one', value: 10 },
  ]);
  const svg = await groupedBarChart({ ...chart, groupTitle: 'technology', bars });
  const [kafka, sqs] = boxesIn(svg, FILLS[0]!);
  expect(kafka!.width * 2).toBeCloseTo(sqs!.width, 0);
  expect(boxesIn(svg, FILLS[1]!)).toHaveLength(2);
  expect(svg.match(/<pattern /g)).toHaveLength(2);
  expect(textsIn(svg)).toEqual(
    expect.arrayContaining(['technology', 'Kafka', 'SQS', 'batches', 'one by one', '200', '10']),
  );
  await expect(groupedBarChart({ ...chart, groupTitle: 'way', bars: [] })).rejects.toThrow('there is no bar');
});

const hundredth = (px: number) => Math.round(px * 100) / 100;
