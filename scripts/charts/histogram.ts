import { axisFor, ticksAround } from './axes.ts';
import { demandAboveZero, demandAxis, demandNames, demandNumbers, type Headed, Undrawable } from './demands.ts';
import { rowAxis, stacked } from './rows.ts';
import { COLOURS } from './theme.ts';
import { type Axis, figure } from './words.ts';

export interface Bin {
  from: number;
  to: number;
  count: number;
}

/** Values, put into bins here; or bins that were counted elsewhere. */
export type Series = { label: string } & ({ values: number[]; bins?: never } | { bins: Bin[]; values?: never });

export interface Histogram extends Headed {
  x: Axis;
  /** What is counted, such as `visitors`: the unit of the y axis. */
  counted: string;
  series: Series[];
}

const BINS = 40;

/** How often what was measured: a plot for each series below one another, over the same bins. */
export async function histogram(chart: Histogram): Promise<string> {
  const { x, series } = chart;
  demandAxis(chart, 'x axis', x);
  demandAxis(chart, 'y axis', { title: 'count', unit: chart.counted });
  demandNames(
    chart,
    'series',
    series.map(({ label }) => label),
  );
  for (const one of series) {
    const edges = one.values ?? one.bins.flatMap(({ from, to }) => [from, to]);
    demandNumbers(chart, one.label, [...edges, ...(one.bins ?? []).map(({ count }) => count)]);
    if (x.log) demandAboveZero(chart, one.label, edges);
    if (one.bins?.some(({ from, to }) => from >= to))
      throw new Undrawable(chart, `'${one.label}' has a bin that ends before it begins`);
  }
  const values = series.flatMap(one => one.values ?? []);
  const edges = edgesFor(values, x.log);
  const binned = series.map(one => ({ label: one.label, bins: one.bins ?? counted(one.values, edges) }));
  const all = binned.flatMap(({ bins }) => bins);
  const most = Math.max(...all.map(({ count }) => count), 1);
  const across = axisFor(
    x,
    all.flatMap(({ from, to }) => [from, to]),
  );
  const labels = [figure(most)];
  const up = rowAxis(axisFor({ title: chart.counted, unit: chart.counted }, [most]), labels);
  const rows = binned.map(({ label, bins }) => ({
    label,
    layer: [
      {
        data: { values: bins.filter(({ count }) => count > 0) },
        mark: { type: 'rect' as const, color: COLOURS[0]!, stroke: '#ffffff', strokeWidth: 0.5 },
        encoding: {
          x: { field: 'from', type: 'quantitative' as const },
          x2: { field: 'to' },
          y: { field: 'count', ...up },
          y2: { datum: 0 },
        },
      },
    ],
  }));
  return stacked({ kind: 'histogram', ...chart }, rows, across, labels, 84);
}

/** The edges of bins over all `values`, equally wide along the axis. */
function edgesFor(values: number[], log = false): number[] {
  if (values.length === 0) return [];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const ends = log ? ticksAround(least, most) : [least, most === least ? least + 1 : most];
  const [from, to] = [ends[0]!, ends.at(-1)!].map(end => (log ? Math.log10(end) : end)) as [number, number];
  return Array.from({ length: BINS + 1 }, (_, nth) => {
    const edge = from + ((to - from) * nth) / BINS;
    return log ? Number((10 ** edge).toPrecision(12)) : edge;
  });
}

/** A value at an edge is in the bin that begins there; the last bin keeps its end. */
function counted(values: number[], edges: number[]): Bin[] {
  return edges.slice(0, -1).map((from, nth) => {
    const to = edges[nth + 1]!;
    const last = nth === edges.length - 2;
    return { from, to, count: values.filter(value => value >= from && (value < to || (last && value >= to))).length };
  });
}
