/** From a specification of Vega-Lite to an SVG that stands alone. Vega is loaded when the first chart is drawn. */
import type { TopLevelSpec } from 'vega-lite';
import type { Headed } from './demands.ts';
import { config, FONT, fillsUsedIn, INSIDE, PAPER, WIDTH } from './theme.ts';
import { widthOf, wrapped } from './words.ts';

/** What lies on one another in a plot. */
export type Layers = Extract<TopLevelSpec, { layer: unknown }>['layer'];

/** What an SVG carries of the chart that it shows. */
export interface Carried extends Headed {
  kind: string;
}

/** The heading of a chart, in as many lines as it takes. */
export const heading = ({ title, subtitles }: Headed) => ({
  text: wrapped(title, INSIDE, 17, true),
  subtitle: subtitles.flatMap(line => wrapped(line, INSIDE, 12)),
});

/**
 * Plain text and shapes, no reference to anything outside; what was drawn is in its `metadata`, as JSON. The same chart is the same
 * text, byte by byte.
 */
export async function svgOf(chart: Carried, specification: TopLevelSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { textMetrics } = vega as unknown as { textMetrics: { width: Measure } };
  textMetrics.width = ({ fontSize = 11 }, text) => Math.max(...[text].flat().map(line => widthOf(`${line}`, fontSize)));
  const { spec } = compile({ ...specification, title: heading(chart) } as TopLevelSpec, { config });
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Warn });
  try {
    return standingAlone(await view.toSVG(), chart);
  } finally {
    view.finalize();
  }
}

type Measure = (item: { fontSize?: number }, text: string | string[]) => number;

function standingAlone(svg: string, chart: Carried): string {
  const [, width, height, drawing] = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>(.*)<\/svg>$/s.exec(svg)!;
  const [w, h] = [Math.max(WIDTH, Math.ceil(Number(width))), Math.ceil(Number(height))];
  const title = asText(chart.title).replaceAll('"', '&quot;');
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${title}" font-family="${FONT}">`,
    `<metadata>${asText(JSON.stringify(chart))}</metadata>`,
    fillsUsedIn(drawing!),
    `<rect width="${w}" height="${h}" rx="8" fill="${PAPER}"/>`,
    drawing!
      .replaceAll(EMPTY, '')
      .replace(/><(?!\/?tspan|\/text)/g, '>\n<')
      .replace(/<[^>]*>/g, lean),
  ];
  return `${lines.filter(Boolean).join('\n')}\n</svg>\n`;
}

/** A tag without what nobody needs; a hundredth of a px is fine enough, and the same on every machine. */
const lean = (tag: string) =>
  tag.replaceAll(UNUSED, '').replace(/\d+\.\d{3,}/g, number => `${Math.round(Number(number) * 100) / 100}`);

/** What Vega writes for scripts and for its own use. */
const UNUSED = new RegExp(
  ` (class|aria-\\w+|role|pointer-events)="[^"]*"| (font-family="${FONT}"|opacity="1"|font-weight="400")`,
  'g',
);
const EMPTY = /<path class="(back|fore)ground"[^>]*\/>/g;

const asText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
