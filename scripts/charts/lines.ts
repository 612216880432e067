import { axisFor, type Scaled } from './axes.ts';
import {
  demandAboveZero,
  demandAxis,
  demandNames,
  demandNumbers,
  demandSeries,
  type Headed,
  Undrawable,
} from './demands.ts';
import { legendOf } from './legend.ts';
import { type Layers, svgOf } from './svg.ts';
import { COLOURS, DASHES, INSIDE, SHAPES, WIDTH } from './theme.ts';
import type { Axis } from './words.ts';

export interface Point {
  x: number;
  value: number;
  min: number;
  max: number;
}

/** One line of points, in the order of their x; in the plot of its facet, where a chart has several. */
export interface Line {
  label: string;
  facet?: string;
  points: Point[];
}

export interface LineChart extends Headed {
  x: Axis;
  y: Axis;
  lines: Line[];
  /** What the facets are: said above them. */
  facetTitle?: string;
}

/** Lines with their points, each with a band from its least to its most. The same name has the same look in every facet. */
export async function lineChart(chart: LineChart): Promise<string> {
  const { x, y, lines } = chart;
  demandAxis(chart, 'x axis', x);
  demandAxis(chart, 'y axis', y);
  const facets = [...new Set(lines.map(({ facet }) => facet ?? ''))];
  const names = [...new Set(lines.map(({ label }) => label))];
  demandSeries(chart, 'line', names);
  demandNames(
    chart,
    'line',
    lines.map(({ label, facet = '' }) => [label, facet].filter(Boolean).join(', ')),
  );
  if (facets.length > 1 && facets.includes('')) throw new Undrawable(chart, 'one line has no facet, and others have');
  for (const line of lines) demandPoints(chart, line);
  const points = lines.flatMap(({ label, facet = '', points }) => points.map(point => ({ label, facet, ...point })));
  const axes = {
    x: axisFor(
      x,
      points.map(point => point.x),
      points.map(point => point.x),
    ),
    y: axisFor(
      y,
      points.flatMap(({ value, min, max }) => [value, ...(y.log && min <= 0 ? [] : [min]), max]),
    ),
  };
  const [least] = axes.y.scale.domain;
  const data = { values: points.map(point => ({ ...point, min: y.log ? Math.max(point.min, least!) : point.min })) };
  const layer = layersOf(axes, names);
  if (facets.length === 1) {
    return svgOf(
      { kind: 'lines', ...chart },
      {
        data,
        ...{ width: WIDTH, height: 330 },
        autosize: { type: 'fit-x', contains: 'padding' },
        layer,
      },
    );
  }
  const width = Math.floor((INSIDE - 70) / 2) - 26;
  return svgOf(
    { kind: 'lines', ...chart },
    {
      data,
      ...{ columns: 2, spacing: { row: 26, column: 44 } },
      facet: { field: 'facet', sort: facets, header: { title: chart.facetTitle ?? null } },
      spec: { width, height: 210, layer },
    },
  );
}

/** The band may reach down to 0 on a logarithmic axis, where it is cut; a line may not. */
function demandPoints(chart: LineChart, { label, points }: Line): void {
  demandNumbers(
    chart,
    label,
    points.flatMap(({ x, value, min, max }) => [x, value, min, max]),
  );
  const at = (what: 'x' | 'value') => points.map(point => point[what]);
  if (chart.x.log) demandAboveZero(chart, label, at('x'));
  if (chart.y.log) demandAboveZero(chart, label, at('value'));
  if (at('x').some((x, i) => i > 0 && x <= at('x')[i - 1]!)) throw new Undrawable(chart, `'${label}' goes back in x`);
}

function layersOf(axes: { x: Scaled; y: Scaled }, names: string[]): Layers {
  const x = { field: 'x', ...axes.x };
  const y = (field: string) => ({ field, ...axes.y });
  const look = (range: unknown[]) => ({ domain: names, range: range.slice(0, names.length) });
  const legend = legendOf(names);
  const color = { field: 'label', scale: look(COLOURS) as { range: string[] }, legend };
  const shape = { field: 'label', scale: look(SHAPES) as { range: string[] }, legend };
  const strokeDash = { field: 'label', scale: look(DASHES) as { range: number[][] }, legend };
  return [
    { mark: { type: 'area', opacity: 0.13 }, encoding: { x, y: y('min'), y2: { field: 'max' }, color } },
    { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y: y('value'), color, strokeDash } },
    {
      mark: { type: 'point', filled: true, size: 75, opacity: 1 },
      encoding: { x, y: y('value'), color, shape },
    },
  ];
}
