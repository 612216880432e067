/** Every kind of chart, as data: what a report keeps as JSON, and draws again from it. */
import { type BarChart, barChart } from './bars.ts';
import { type CumulativeChart, cumulativeChart } from './cumulative.ts';
import { type GroupedBarChart, groupedBarChart } from './grouped-bars.ts';
import { type Histogram, histogram } from './histogram.ts';
import { type LanesChart, lanesChart } from './lanes.ts';
import { type LineChart, lineChart } from './lines.ts';
import { type TimelineChart, timelineChart } from './timeline.ts';
import { type TraceChart, traceChart } from './trace.ts';

export type Chart =
  | ({ kind: 'bars' } & BarChart)
  | ({ kind: 'grouped bars' } & GroupedBarChart)
  | ({ kind: 'lines' } & LineChart)
  | ({ kind: 'timeline' } & TimelineChart)
  | ({ kind: 'trace' } & TraceChart)
  | ({ kind: 'lanes' } & LanesChart)
  | ({ kind: 'histogram' } & Histogram)
  | ({ kind: 'cumulative' } & CumulativeChart);

/** The chart as an SVG that stands alone. Rejects what cannot be drawn, with the reason. */
export async function draw(chart: Chart): Promise<string> {
  switch (chart.kind) {
    case 'bars':
      return await barChart(chart);
    case 'grouped bars':
      return await groupedBarChart(chart);
    case 'lines':
      return await lineChart(chart);
    case 'timeline':
      return await timelineChart(chart);
    case 'trace':
      return await traceChart(chart);
    case 'lanes':
      return await lanesChart(chart);
    case 'histogram':
      return await histogram(chart);
    case 'cumulative':
      return await cumulativeChart(chart);
    default:
      throw new Error(`There is no kind of chart '${(chart as { kind: unknown }).kind}'`);
  }
}
