import { expect, it } from 'vitest';
import { traceChart } from './trace.ts';

const chart = {
  ...{ title: 'Two requests', subtitles: ['as they came'], x: { title: 'since the first', unit: 'ms' } },
  spans: [
    { row: 'ada', phase: 'waits', from: 0, to: 2 },
    { row: 'ada', phase: 'charges', from: 2, to: 9 },
    { row: 'bob', phase: 'waits', from: 0, to: 9 },
  ],
};

it('draws a row for each, and names rows and phases', async () => {
  const svg = await traceChart(chart);
  for (const text of ['Two requests', 'ada', 'bob', 'waits', 'charges']) expect(svg).toContain(`>${text}<`);
  expect(svg.match(/<path [^>]*fill="url\(#fill-/g)!.length).toBeGreaterThanOrEqual(3);
});

it('refuses what cannot be drawn', async () => {
  const spans = [{ row: 'ada', phase: 'waits', from: 0, to: Number.NaN }];
  await expect(traceChart({ ...chart, spans })).rejects.toThrow();
});
