/** How every chart of the lab looks: paper of its own, so that it reads on a light and on a dark page, 700 px wide. */
import type { Config } from 'vega-lite';

export const WIDTH = 700;
export const PADDING = 20;
/** What is left for the plot with its axes. */
export const INSIDE = WIDTH - 2 * PADDING;

export const PAPER = '#ffffff';
export const INK = '#1f2328';
export const GREY = '#59636e';
const FAINT = '#d8dee4';
export const FONT = 'system-ui, sans-serif';

/** Readers who see few colours tell most of these apart, and each has a contrast of 3 to 1 or more on the paper. */
export const COLOURS = ['#0b62a4', '#c8500a', '#00795a', '#a2457f', '#806000', '#3a87b8', '#4d4d4d', '#8c2d2d'];
/** Without any colour, lines are told apart by these. */
export const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-left',
  'triangle-right',
];
export const DASHES = [
  [1, 0],
  [7, 3],
  [2, 2],
  [10, 3, 2, 3],
  [4, 4],
  [12, 4],
  [1, 3],
  [7, 2, 1, 2, 1, 2],
];

/** So many lines, or series of bars, can be told apart; more of them belong into facets or into a second chart. */
export const MOST = COLOURS.length;

/** The fills of bars: a colour each, and without colours still told apart by their hatching. */
export const FILLS = COLOURS.map((_, nth) => `url(#fill-${nth})`);

const HATCHES = [
  '',
  'M0 8L8 0M-2 2L2-2M6 10L10 6',
  'M0 4H8',
  'M4 0V8',
  'M0 0L8 8M-2 6L2 10M6-2L10 2',
  'M0 4H8M4 0V8',
  'M2 2h1v1h-1zM6 6h1v1h-1z',
  'M0 0L8 8M0 8L8 0',
];

/** What `FILLS` refer to, as elements of an SVG; only those that `svg` uses. */
export function fillsUsedIn(svg: string): string {
  const used = FILLS.flatMap((fill, nth) => (svg.includes(fill) ? [pattern(nth)] : []));
  return used.length ? `<defs>\n${used.join('\n')}\n</defs>` : '';
}

const pattern = (nth: number) =>
  `<pattern id="fill-${nth}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="${COLOURS[nth]}"/><path d="${HATCHES[nth]}" stroke="${PAPER}" stroke-opacity="0.7" stroke-width="1.5"/></pattern>`;

export const config: Config = {
  font: FONT,
  padding: PADDING,
  aria: false,
  background: 'transparent',
  view: { stroke: null },
  title: {
    ...{ anchor: 'start', frame: 'bounds', offset: 14, color: INK, fontSize: 17, fontWeight: 600 },
    ...{ subtitleColor: GREY, subtitleFontSize: 12, subtitleLineHeight: 17, subtitlePadding: 6 },
  },
  axis: {
    ...{
      labelColor: GREY,
      labelFontSize: 13,
      labelLimit: 0,
      labelFlush: false,
      titleColor: GREY,
      titleFontSize: 13,
      titleFontWeight: 400,
    },
    ...{ titleLimit: 0, gridColor: FAINT, domainColor: GREY, tickColor: GREY, labelPadding: 6, titlePadding: 10 },
  },
  axisY: { domain: false, ticks: false },
  legend: {
    ...{ orient: 'top', title: null, labelColor: INK, labelFontSize: 13, labelLimit: 0, symbolSize: 110, offset: 14 },
    ...{ columnPadding: 22, rowPadding: 5, symbolStrokeWidth: 0, symbolOpacity: 1 },
  },
  header: {
    titleColor: GREY,
    titleFontSize: 13,
    titleFontWeight: 400,
    titleLimit: 0,
    labelColor: INK,
    labelFontSize: 13,
    labelFontWeight: 600,
    labelLimit: 0,
    labelPadding: 8,
  },
  text: { color: INK, fontSize: 13 },
};
