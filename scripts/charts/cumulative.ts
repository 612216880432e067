import { axisFor } from './axes.ts';
import { demandAboveZero, demandAxis, demandNumbers, demandSeries, type Headed, Undrawable } from './demands.ts';
import { legendOf } from './legend.ts';
import { moments } from './moments.ts';
import { svgOf } from './svg.ts';
import { COLOURS, DASHES, SHAPES, WIDTH } from './theme.ts';
import type { Axis } from './words.ts';

/** `share` of all, from 0 to 1, were at `x` or below. */
export interface Share {
  x: number;
  share: number;
}

export interface CumulativeChart extends Headed {
  x: Axis;
  lines: { label: string; points: Share[] }[];
  /** What was promised, as a vertical line. */
  bound?: { x: number; label: string };
}

/** Which share of all was done by when, in steps; with the bound that it should keep. */
export async function cumulativeChart(chart: CumulativeChart): Promise<string> {
  const { x, lines, bound } = chart;
  demandAxis(chart, 'x axis', x);
  const names = lines.map(({ label }) => label);
  demandSeries(chart, 'line', names);
  for (const { label, points } of lines) {
    demandNumbers(
      chart,
      label,
      points.flatMap(({ x, share }) => [x, share]),
    );
    if (x.log)
      demandAboveZero(
        chart,
        label,
        points.map(({ x }) => x),
      );
    const wrong = points.find(
      ({ share, x }, i) => share < 0 || share > 1 || (i > 0 && (share < points[i - 1]!.share || x < points[i - 1]!.x)),
    );
    if (wrong) throw new Undrawable(chart, `'${label}' does not rise from 0 to 1: ${wrong.share} at ${wrong.x}`);
  }
  if (bound) demandNumbers(chart, bound.label, [bound.x]);
  const all = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const across = { field: 'x', ...axisFor(x, bound ? [...all, bound.x] : all) };
  const legend = legendOf(names);
  const look = (range: unknown[]) => ({ domain: names, range: range.slice(0, names.length) as string[] });
  const color = { field: 'label', scale: look(COLOURS), legend };
  const y = {
    field: 'share',
    type: 'quantitative' as const,
    title: 'share of all (%)',
    axis: { title: 'share of all (%)', format: '.0%', values: [0, 0.25, 0.5, 0.75, 0.9, 1] },
    scale: { domain: [0, 1] },
  };
  const values = lines.flatMap(({ label, points }) => points.map(point => ({ label, ...point })));
  const some = lines.flatMap(({ label, points }) => markedOf(points).map(point => ({ label, ...point })));
  return svgOf(
    { kind: 'cumulative', ...chart },
    {
      ...{ width: WIDTH, height: 300, autosize: { type: 'fit-x', contains: 'padding' } },
      layer: [
        {
          data: { values },
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
          encoding: { x: across, y, color, strokeDash: { field: 'label', scale: look(DASHES), legend } },
        },
        {
          data: { values: some },
          mark: { type: 'point', filled: true, size: 75, opacity: 1 },
          encoding: { x: across, y, color, shape: { field: 'label', scale: look(SHAPES), legend } },
        },
        ...moments(bound ? [bound] : [], 'left'),
      ],
    },
  );
}

/** Where a line gets its shapes: at the quarters, at nine tenths and at its end. */
const markedOf = (points: Share[]) =>
  [0.25, 0.5, 0.75, 0.9, 1].flatMap(share => points.find(point => point.share >= share) ?? []);

/** The points of `values`, a hundred at most: enough for a line of 600 px. */
export function sharesOf(values: number[]): Share[] {
  const sorted = values.toSorted((a, b) => a - b);
  const count = Math.min(100, sorted.length);
  return Array.from({ length: count }, (_, nth) => {
    const rank = Math.ceil(((nth + 1) * sorted.length) / count);
    return { x: sorted[rank - 1]!, share: rank / sorted.length };
  });
}
