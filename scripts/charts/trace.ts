import { axisFor } from './axes.ts';
import { demandAxis, demandNumbers, demandSeries, type Headed } from './demands.ts';
import { svgOf } from './svg.ts';
import { FILLS, INSIDE } from './theme.ts';
import { type Axis, widthOf } from './words.ts';

/** What one did from when to when. */
export interface Span {
  row: string;
  phase: string;
  from: number;
  to: number;
}

export interface TraceChart extends Headed {
  x: Axis;
  spans: Span[];
}

/** Who did what when: a row for each, its spans beside one another, coloured by phase. */
export async function traceChart(chart: TraceChart): Promise<string> {
  const { x, spans } = chart;
  demandAxis(chart, 'x axis', x);
  for (const { row, from, to } of spans) demandNumbers(chart, row, [from, to]);
  const [rows, phases] = (['row', 'phase'] as const).map(by => [...new Set(spans.map(span => span[by]))]);
  demandSeries(chart, 'span', phases!);
  const across = axisFor(
    x,
    spans.map(({ to }) => to),
  );
  return svgOf(
    { kind: 'trace', ...chart },
    {
      width: INSIDE - Math.max(...rows!.map(row => widthOf(row, 13))) - 20,
      height: { step: 34 },
      data: { values: spans },
      mark: { type: 'bar', height: 20 },
      encoding: {
        x: { ...across, field: 'from' },
        x2: { field: 'to' },
        y: { field: 'row', type: 'nominal', sort: rows!, title: null },
        color: { field: 'phase', type: 'nominal', scale: { domain: phases!, range: FILLS.slice(0, phases!.length) } },
      },
    },
  );
}
