import { barLayers } from './bars.ts';
import { demandNames, demandNumbers, demandSeries, demandUnit, type Headed } from './demands.ts';
import { legendOf } from './legend.ts';
import { svgOf } from './svg.ts';
import { INK, WIDTH } from './theme.ts';
import { figure, wrapped } from './words.ts';

/** One bar of a group. Without `min` and `max` it was measured once. */
export interface GroupedBar {
  group: string;
  series: string;
  value: number;
  min?: number;
  max?: number;
}

export interface GroupedBarChart extends Headed {
  unit: string;
  /** What the groups are, such as `technology`: said above their names. */
  groupTitle: string;
  bars: GroupedBar[];
}

/** Groups of bars: in each, one bar of each series, with its figure. */
export async function groupedBarChart(chart: GroupedBarChart): Promise<string> {
  const { unit, groupTitle } = chart;
  demandUnit(chart, 'axis', unit);
  const bars = chart.bars.map(bar => ({
    ...bar,
    min: bar.min ?? bar.value,
    max: bar.max ?? bar.value,
    figure: figure(bar.value),
  }));
  const series = [...new Set(bars.map(bar => bar.series))];
  demandSeries(chart, 'bar', series);
  demandNames(
    chart,
    'bar',
    bars.map(({ group, series }) => `${group}, ${series}`),
  );
  for (const { group, value, min, max } of bars) demandNumbers(chart, group, [value, min, max]);
  const groups = [...new Set(bars.map(({ group }) => group))];
  const lines = groups.map(group => wrapped(group, 180, 13));
  return svgOf(
    { kind: 'grouped bars', ...chart },
    {
      ...{ width: WIDTH, autosize: { type: 'fit-x', contains: 'padding' } },
      height: groups.length * (series.length * 26 + 14),
      data: { values: bars },
      encoding: {
        y: {
          ...{ field: 'group', type: 'nominal', sort: groups, scale: { paddingInner: 0.28, paddingOuter: 0.1 } },
          axis: {
            ...{ title: groupTitle, titleAngle: 0, titleAlign: 'right', titleX: -10, titleY: -12, grid: false },
            ...{
              labelColor: INK,
              labelPadding: 10,
              labelExpr: `${JSON.stringify(lines)}[indexof(${JSON.stringify(groups)}, datum.value)]`,
            },
          },
        },
        yOffset: { field: 'series', sort: series },
      },
      layer: barLayers(unit, bars, 'series', series, legendOf(series)),
    },
  );
}
