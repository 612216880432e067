import { expect, it } from 'vitest';
import { problemsOf } from './inspect.ts';
import { type LaneStep, type LanesChart, lanesChart } from './lanes.ts';
import { placeOf, textsIn } from './svg.fixture.ts';
import { COLOURS, INSIDE } from './theme.ts';

const steps: LaneStep[] = [
  { look: 'call', lane: 'gate 1', text: 'join(ada) ×60 → ok', s: 0 },
  { look: 'call', lane: 'gate 1', text: 'next(3) …', s: 0.1 },
  { look: 'wrong', lane: 'gate 2', text: 'next(3) → ada: gate 1 has ada', s: 0.2 },
  { look: 'call', lane: 'gate 1', text: 'next(3) → bob', s: 0.25, from: 1 },
  { look: 'left out', text: '… 12 more …', s: 1 },
  { look: 'fault', lane: 'broker', text: 'killed', s: 2.5 },
];
const chart: LanesChart = {
  ...{ title: 'Two have it', subtitles: ['Expected: one', 'Came: two'] },
  ...{ lanes: ['gate 1', 'gate 2', 'broker'], steps },
};
const colourOf = (svg: string, text: string) =>
  new RegExp(`fill="(#\\w+)"[^>]*>${text.replaceAll(/[()+]/g, '\\$&')}<`).exec(svg)![1];

it('names lanes, steps and times, from top to bottom in the order in which they happened', async () => {
  const svg = await lanesChart(chart);
  expect(problemsOf(svg)).toEqual([]);
  expect(textsIn(svg)).toEqual(expect.arrayContaining([...chart.lanes, ...steps.map(({ text }) => text), '2.50 s']));
  expect(textsIn(svg)).not.toContain('1.00 s'); // what is left out has no time of its own
  const below = ['0.00 s', '0.10 s', '0.20 s', '0.25 s', '2.50 s'].map(time => placeOf(svg, time).y);
  expect(below).toEqual(below.toSorted((a, b) => a - b));
  expect(new Set(below).size).toBe(below.length);
});

it('shows faults and wrong answers in colours of their own, and a call from where it began', async () => {
  const svg = await lanesChart(chart);
  expect(colourOf(svg, 'killed')).toBe(COLOURS[1]);
  expect(colourOf(svg, 'next(3) → ada: gate 1 has ada')).toBe(COLOURS[7]);
  const bars = svg.match(/<line [^>]*stroke-width="5"/g)!;
  expect(bars).toHaveLength(1);
});

it('breaks long words of a step into lines, and gives them the room', async () => {
  const long: LaneStep = { look: 'call', lane: 'gate 1', text: 'next(3) → '.padEnd(300, 'visitor-00, '), s: 3 };
  const height = (svg: string) => Number(/height="(\d+)"/.exec(svg)![1]);
  const [short, tall] = await Promise.all([
    lanesChart(chart),
    lanesChart({ ...chart, steps: [...steps, long, { ...long, text: 'close → ok' }] }),
  ]);
  expect(height(tall) - height(short)).toBeGreaterThan(5 * 16);
  expect(tall).toMatch(/^<svg [^>]*width="700"/);
  const linesOf = async (look: 'call' | 'wrong') =>
    textsIn(await lanesChart({ ...chart, steps: [{ ...long, look }] })).length;
  expect(await linesOf('wrong')).toBeGreaterThan(await linesOf('call')); // bold is wider
});

it('writes the names of many lanes at a slant, so that none lies on another', async () => {
  const lanes = Array.from({ length: 8 }, (_, nth) => `client ${nth + 1}`);
  const svg = await lanesChart({ ...chart, lanes, steps: [{ look: 'call', lane: 'client 8', text: 'lock(A)', s: 0 }] });
  expect(svg).toMatch(/rotate\(-45\)[^>]*>client 8</);
  expect(placeOf(svg, 'lock\\(A\\)').x).toBeLessThan(INSIDE / 2);
});

const last = steps.at(-1)!;
it.each<[string, Partial<LanesChart>, string]>([
  ['no lane', { lanes: [] }, 'there is no lane in it'],
  ['two lanes of one name', { lanes: ['gate 1', 'gate 1'] }, "two are called 'gate 1'"],
  [
    'more lanes than can be told apart',
    { lanes: Array.from({ length: 9 }, (_, nth) => `gate ${nth}`) },
    '9 of one kind',
  ],
  ['no step', { steps: [] }, "'time' is empty"],
  ['no time', { steps: [{ ...last, s: Number.NaN }] }, 'NaN where a number belongs'],
  ['a lane that is none', { steps: [{ ...last, lane: 'redis' }] }, "is in 'redis', which is no lane"],
  ['a step of nobody', { steps: [{ look: 'call', text: 'next', s: 0 }] }, "'next' is in no lane"],
  ['a step that says nothing', { steps: [{ ...last, text: ' ' }] }, 'step 0 says nothing'],
  ['a look that nobody knows', { steps: [{ ...last, look: 'odd' as never }] }, 'a look that nobody knows: odd'],
  ['time that goes back', { steps: [last, { ...last, s: 1 }] }, 'goes back in time'],
  ['a beginning that comes later', { steps: [{ ...last, from: 0 }] }, 'began at no step before it'],
])('refuses %s', async (_what, broken, problem) => {
  await expect(lanesChart({ ...chart, ...broken })).rejects.toThrow(problem);
});
