/** Plots below one another over one x axis: what many charts of time and of frequency are made of. */
import type { TopLevelSpec } from 'vega-lite';
import type { Scaled } from './axes.ts';
import { type Carried, type Layers, svgOf } from './svg.ts';
import { INK, INSIDE } from './theme.ts';
import { widthOf } from './words.ts';

export interface Row {
  /** Said above it, at the left. */
  label: string;
  layer: Layers;
}

/** How wide the plots are, when these are what may stand at their y axes. */
const widthBeside = (labels: string[]) => INSIDE - Math.max(...labels.map(label => widthOf(label, 13))) - 30;

/** The y axis of a row: too low for words along it, so they stand above it, at the right. */
export function rowAxis(y: Scaled, labels: string[]) {
  const place = { titleAngle: 0, titleAlign: 'right', titleBaseline: 'bottom', titleY: -9 } as const;
  return { ...y, axis: { ...y.axis, ...place, titleX: widthBeside(labels), tickCount: 3 } };
}

/** `labels` are what may stand at the y axes. */
export function stacked(chart: Carried, rows: Row[], x: Scaled, labels: string[], height: number): Promise<string> {
  const width = widthBeside(labels);
  const bare = { ...x, title: null, axis: { ...x.axis, title: null, labels: false, ticks: false } };
  const vconcat = rows.map(({ label, layer }, nth) => ({
    ...{ width, height },
    layer: [...layer, named(label)],
    encoding: { x: nth === rows.length - 1 ? x : bare },
  }));
  return svgOf(chart, { vconcat, spacing: 30 } as TopLevelSpec);
}

const named = (text: string): Layers[number] => ({
  data: { values: [{}] },
  mark: { type: 'text', text, align: 'left', baseline: 'bottom', fontWeight: 600, color: INK },
  encoding: { x: { value: 0 }, y: { value: -9 } },
});
