import { axisFor, type Scaled } from './axes.ts';
import { demandAxis, demandNames, demandNumbers, type Headed, Undrawable } from './demands.ts';
import { moments } from './moments.ts';
import { rowAxis, stacked } from './rows.ts';
import type { Layers } from './svg.ts';
import { COLOURS } from './theme.ts';
import { type Axis, figure } from './words.ts';

/** What happened in a bin of time that begins at `x`. */
export interface Count {
  x: number;
  value: number;
}

/** A moment: a dashed line, named; in the plot of the line that it is `of`, or in all. */
export interface Mark {
  x: number;
  label: string;
  of?: string;
}

export interface TimelineChart extends Headed {
  x: Axis & { unit: 's' };
  y: Axis;
  /** All bins of each, also those in which nothing happened; on the axis of the chart, which all share, or on one of its own. */
  lines: { label: string; points: Count[]; y?: Axis }[];
  marks: Mark[];
}

const PLOT = 64; // px
const NAME = 15;

/** How much happened when: a plot for each line below one another, and the moments that matter marked in them. */
export async function timelineChart(chart: TimelineChart): Promise<string> {
  const { x, y, lines, marks } = chart;
  demandAxis(chart, 'x axis', x);
  demandAxis(chart, 'y axis', y);
  const names = lines.map(({ label }) => label);
  demandNames(chart, 'line', names);
  for (const { label, points, y } of lines) {
    if (y) demandAxis(chart, `y axis of '${label}'`, y);
    demandNumbers(
      chart,
      label,
      points.flatMap(({ x, value }) => [x, value]),
    );
  }
  for (const { label, x, of } of marks) {
    demandNumbers(chart, label, [x]);
    if (of !== undefined && !names.includes(of))
      throw new Undrawable(chart, `'${label}' is of '${of}', which is no line`);
  }
  const points = lines.flatMap(line => line.points);
  const mostOf = (points: Count[]) => Math.max(...points.map(({ value }) => value), 1);
  const most = mostOf(lines.flatMap(line => (line.y ? [] : line.points)));
  const xs = [...lines.map(({ points }) => endOf(points)), ...[...points, ...marks].map(({ x }) => x)];
  const across = axisFor(x, xs);
  const scale = { domain: [Math.min(...xs), Math.max(...xs)], nice: false };
  const labels = [most, ...lines.flatMap(({ y, points }) => (y ? [mostOf(points)] : []))].map(figure);
  const named = lines.map(({ label }, nth) =>
    marks.filter(({ of }) => of === label || (of === undefined && nth === 0)),
  );
  const above = NAME * Math.max(...named.map(({ length }) => length));
  const up = (y: Axis, most: number) => rowAxis(withRoom(axisFor(y, [most]), above), labels);
  const shared = up(y, most);
  const rows = lines.map(({ label, points, y: own }, nth) => ({
    label,
    layer: [
      ...bins(points, own ? up(own, mostOf(points)) : shared),
      ...moments(named[nth]!, 'right'),
      ...moments(nth === 0 ? [] : marks.filter(({ of }) => of === undefined), 'not named'),
    ],
  }));
  return stacked({ kind: 'timeline', ...chart }, rows, { ...across, scale }, labels, PLOT + above);
}

/** The names of moments stand above the bins and hide none of them. */
const withRoom = (y: Scaled, above: number): Scaled => ({
  ...y,
  scale: { domain: [y.scale.domain[0]!, (y.scale.domain[1]! * (PLOT + above)) / PLOT], nice: above === 0 },
});

/** All bins are as wide as the last; a single one is a second wide. */
const endOf = (points: Count[]) => 2 * points.at(-1)!.x - (points.at(-2)?.x ?? points.at(-1)!.x - 1);

function bins(points: Count[], y: Scaled): Layers {
  const steps = [...points, { x: endOf(points), value: points.at(-1)!.value }];
  return [
    {
      data: { values: steps },
      mark: { type: 'area', interpolate: 'step-after', color: COLOURS[0]!, opacity: 0.85 },
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'value', ...y } },
    },
  ];
}
