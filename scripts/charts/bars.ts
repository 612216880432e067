import { demandNames, demandNumbers, demandSeries, demandUnit, type Headed } from './demands.ts';
import { type Layers, svgOf } from './svg.ts';
import { FILLS, INK, WIDTH } from './theme.ts';
import { figure, widthOf, wrapped } from './words.ts';

/** One bar: its length is `value`; the thin line through its end goes from `min` to `max`. */
export interface Bar {
  label: string;
  value: number;
  min: number;
  max: number;
  /** What gives it its fill, said in a legend; where it is left out, the label up to its first comma. */
  of?: string;
}

export interface BarChart extends Headed {
  unit: string;
  bars: Bar[];
}

const LABELS = 290; // px at most

/** Horizontal bars, each with its figure and a thin line from its least to its most. */
export async function barChart(chart: BarChart): Promise<string> {
  const { unit, bars } = chart;
  demandUnit(chart, 'axis', unit);
  const labels = bars.map(({ label }) => label);
  demandNames(chart, 'bar', labels);
  for (const { label, value, min, max } of bars) demandNumbers(chart, label, [value, min, max]);
  const groups = [...new Set(bars.map(groupOf))];
  demandSeries(chart, 'bar', groups);
  const legend = bars.some(({ of }) => of) && groups.length > 1 ? {} : null;
  const lines = labels.map(label => wrapped(label, LABELS, 13));
  return svgOf(
    { kind: 'bars', ...chart },
    {
      ...{ width: WIDTH, autosize: { type: 'fit-x', contains: 'padding' }, height: 36 * bars.length },
      data: { values: bars.map((bar, nth) => ({ ...bar, of: groupOf(bar), nth, figure: figure(bar.value) })) },
      encoding: {
        y: {
          ...{ field: 'nth', type: 'ordinal', title: null, scale: { paddingInner: 0.35, paddingOuter: 0.1 } },
          axis: labelAxis(lines),
        },
      },
      layer: barLayers(unit, bars, 'of', groups, legend),
    },
  );
}

/** The nth label beside the nth bar, also one of several lines. */
const labelAxis = (lines: string[][]) => ({
  ...{ grid: false, labelColor: INK, labelPadding: 10, labelExpr: `${JSON.stringify(lines)}[datum.value]` },
  labelOffset: {
    condition: { test: `${JSON.stringify(lines.map(({ length }) => length > 1))}[datum.value]`, value: -7 },
    value: 0,
  },
});

/** Bar, thin line with its ends, and figure. */
export function barLayers(
  unit: string,
  bars: { value: number; min: number; max: number }[],
  field: string,
  domain: string[],
  legend: null | object,
): Layers {
  const most = Math.max(...bars.map(({ max, value }) => Math.max(max, value))) || 1;
  const least = Math.min(0, ...bars.map(({ min }) => min));
  const room = Math.max(...bars.map(({ value }) => widthOf(figure(value), 13))) + 12;
  const x = (field: string) => ({
    ...{ field, title: unit, axis: { tickCount: 5, domain: false, ticks: false, format: ',~r' } },
    type: 'quantitative' as const,
    scale: { domain: [least, most], nice: false, range: [0, { expr: `width - ${room}` }] },
  });
  const fill = { field, scale: { domain, range: FILLS.slice(0, domain.length) }, legend };
  const ends = { type: 'tick', thickness: 1.5, size: 11, color: INK, opacity: 1 } as const;
  return [
    { mark: 'bar', encoding: { x: x('value'), fill: { type: 'nominal', ...fill } } },
    { mark: { type: 'rule', strokeWidth: 1.5, color: INK }, encoding: { x: x('min'), x2: { field: 'max' } } },
    { mark: ends, encoding: { x: x('min') } },
    { mark: ends, encoding: { x: x('max') } },
    { mark: { type: 'text', align: 'left', dx: 8 }, encoding: { x: x('max'), text: { field: 'figure' } } },
  ];
}

const groupOf = ({ of, label }: Bar) => of ?? label.split(',')[0]!;
