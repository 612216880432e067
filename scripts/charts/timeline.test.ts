import { expect, it } from 'vitest';
import { placeOf, textsIn } from './svg.fixture.ts';
import { timelineChart } from './timeline.ts';

const chart = {
  ...{ title: 'A gate dies', subtitles: [] },
  x: { title: 'time since the kill', unit: 's' as const },
  y: { title: 'admissions', unit: 'per 100 ms' },
};
const points = Array.from({ length: 10 }, (_, nth) => ({ x: nth - 5, value: nth < 5 ? 20 : 0 }));
const lines = [
  { label: 'Kafka', points },
  { label: 'SQS', points },
];
const rules = (svg: string) =>
  [...svg.matchAll(/<line transform="translate\(([-\d.]+),0\)"[^>]*stroke-dasharray="4,3"/g)].map(match =>
    Number(match[1]),
  );

it('marks a moment in every plot, and one of a line in that alone', async () => {
  const svg = await timelineChart({
    ...{ ...chart, lines },
    marks: [
      { x: 0, label: 'killed' },
      { x: 4, label: 'back', of: 'SQS' },
    ],
  });
  const [kafka, sqs, back, ...more] = rules(svg).toSorted((a, b) => a - b);
  expect(more).toEqual([]);
  expect(kafka).toBe(sqs);
  const width = kafka! / 5; // of a second, since the bins begin at -5
  expect(back).toBeCloseTo(9 * width, 0);
  expect(placeOf(svg, 'back').x).toBeCloseTo(back! + 5, 0);
  expect(textsIn(svg).filter(text => text === 'back')).toHaveLength(2); // one is the white below it
});

it('names each line, and says once what time is and in each plot what is counted', async () => {
  const texts = textsIn(await timelineChart({ ...chart, lines, marks: [] }));
  const times = (text: string) => texts.filter(one => one === text).length;
  expect([times('Kafka'), times('SQS')]).toEqual([1, 1]);
  expect(times('time since the kill (s)')).toBe(1);
  expect(times('admissions (per 100 ms)')).toBe(2);
});

it('draws a bin as high as its count, and the last as wide as the others', async () => {
  const svg = await timelineChart({ ...chart, lines: [lines[0]!], marks: [] });
  const [, path] = /<path d="(M[^"]*)" fill="#\w+" opacity="0.85"/.exec(svg)!;
  const [first, ...rest] = path!.split('L');
  expect(first).toBe('M0,0');
  expect(rest.slice(0, 2).map(point => point.split(',')[1])).toEqual(['0', '0']);
  expect(path).toMatch(/L(61\d|6[2-5]\d)[\d.]*,64/);
});

it('gives a line the axis that it brings, and leaves that of the others as it is', async () => {
  const tall = { label: 'age', y: { title: 'age', unit: 's' }, points: points.map(one => ({ ...one, value: 5_000 })) };
  const pathsOf = (svg: string) =>
    [...svg.matchAll(/<path d="(M[^"]*)" fill="#\w+" opacity="0.85"/g)].map(match => match[1]);
  const svg = await timelineChart({ ...chart, lines: [...lines, tall], marks: [] });
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['age (s)', 'admissions (per 100 ms)']));
  const heights = pathsOf(svg).map(path => path!.split('L')[0]!.split(',')[1]);
  expect(heights).toEqual(['0', '0', '0']);
  const empty = { ...tall, y: { title: 'age', unit: '' } };
  await expect(timelineChart({ ...chart, lines: [empty], marks: [] })).rejects.toThrow("y axis of 'age' has no unit");
});

it('refuses what it could only draw wrongly', async () => {
  await expect(timelineChart({ ...chart, lines: [], marks: [] })).rejects.toThrow('there is no line in it');
  await expect(timelineChart({ ...chart, lines: [{ label: 'ada', points: [] }], marks: [] })).rejects.toThrow(
    "'ada' is empty",
  );
  const marks = [{ x: 1, label: 'back', of: 'Redis' }];
  await expect(timelineChart({ ...chart, lines, marks })).rejects.toThrow("'back' is of 'Redis', which is no line");
  // @ts-expect-error time is in seconds
  await expect(timelineChart({ ...chart, x: { title: 'time', unit: '' }, lines, marks })).rejects.toThrow('no unit');
});
