import { expect, it } from 'vitest';
import { barChart } from './bars.ts';
import { type Chart, draw } from './chart.ts';
import { metadataOf, problemsOf } from './inspect.ts';
import { COLOURS, DASHES, FILLS, SHAPES } from './theme.ts';

const chart: Chart = {
  ...{ kind: 'bars', title: 'Sales <fast> & "loud"', subtitles: ['a < b'], unit: 'sales per second' },
  bars: [{ label: 'bob & <ada>', value: 1, min: 1, max: 2, of: 'all' }],
};
const svg = await draw(chart);

it('finds nothing wrong with a chart, also one whose names are full of signs', () => {
  expect(problemsOf(svg)).toEqual([]);
  expect(metadataOf(svg)).toEqual(chart);
  expect(svg).toContain('aria-label="Sales &lt;fast&gt; &amp; &quot;loud&quot;"');
  expect(svg).toContain('>bob &amp; &lt;ada&gt;<');
});

it.each([
  ['a tag that does not end', svg.replace('</svg>', ''), 'is no XML'],
  ['no name', svg.replace(/ aria-label="[^"]*"/, ''), 'has no role and name'],
  ['no unit', svg.replaceAll('>sales per second<', '><'), "has no axis that says 'sales per second'"],
  ['no data', svg.replace(/<metadata>.*<\/metadata>/, ''), 'does not carry what was drawn'],
  [
    'a picture from elsewhere',
    svg.replace('</svg>', '<image href="https://example.org/a.png"/></svg>'),
    'refers to https:',
  ],
  ['a script', svg.replace('</svg>', '<script>1</script></svg>'), 'holds what is no drawing'],
  ['a fill from elsewhere', svg.replace('url(#fill-0)', 'url(other.svg#a)'), 'refers to url(other.svg#a)'],
])('finds %s', (_what, broken, problem) => {
  expect(broken).not.toBe(svg);
  expect(problemsOf(broken).join('\n')).toContain(problem);
});

it('is the same text each time, also when several are drawn at once', async () => {
  const again = await Promise.all([draw(chart), draw({ ...chart, title: 'other' }), draw(chart)]);
  expect([again[0], again[2]]).toEqual([svg, svg]);
  expect(svg).not.toContain('clip');
});

it('is 700 px wide, and refuses a kind that it does not know', async () => {
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 700 \d+" width="700" /);
  await expect(draw({ ...chart, kind: 'pie' } as never)).rejects.toThrow("There is no kind of chart 'pie'");
});

it('has as many shapes, dashes and fills as colours, and no two alike', () => {
  for (const looks of [SHAPES, DASHES, FILLS]) {
    expect(new Set(looks.map(look => JSON.stringify(look))).size).toBe(COLOURS.length);
  }
});

it('carries what was drawn also when it is drawn by its function', async () => {
  const { kind: _, ...bars } = chart;
  expect(metadataOf(await barChart(bars))).toEqual(chart);
});
