/** What a reader of a chart may rely on, checked in the SVG itself. */
import { JSDOM } from 'jsdom';
import type { Chart } from './chart.ts';
import { axisTitle } from './words.ts';

/** What is wrong with a chart, a sentence each; [] when it stands alone, is named, and each axis says its unit. */
export function problemsOf(svg: string): string[] {
  let document: JSDOM['window']['document'];
  try {
    ({ document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window);
  } catch (error) {
    return [`is no XML: ${(error as Error).message}`];
  }
  const all = [...document.querySelectorAll('*')];
  const [root] = all;
  const texts = [...document.querySelectorAll('text')].map(text => text.textContent);
  const named = root?.getAttribute('role') === 'img' && root.getAttribute('aria-label');
  return [
    ...(named ? [] : ['has no role and name for those who cannot see it']),
    ...unitsMissing(metadataOf(svg), texts),
    ...[...document.querySelectorAll('script, image, foreignObject, use, a, style')].map(
      () => 'holds what is no drawing',
    ),
    ...outside(svg),
  ];
}

/** What was drawn, as the chart carries it; undefined where it carries nothing. */
export function metadataOf(svg: string): Chart | undefined {
  const [, escaped] = /<metadata>([^<]*)<\/metadata>/.exec(svg) ?? [];
  if (escaped === undefined) return undefined;
  const json = escaped.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return JSON.parse(json) as Chart;
}

function unitsMissing(chart: Chart | undefined, texts: (string | null)[]): string[] {
  if (!chart) return ['does not carry what was drawn'];
  return titlesOf(chart).flatMap(title => (texts.includes(title) ? [] : [`has no axis that says '${title}'`]));
}

function titlesOf(chart: Chart): string[] {
  if (chart.kind === 'bars' || chart.kind === 'grouped bars') return [chart.unit];
  if (chart.kind === 'histogram') return [axisTitle(chart.x), chart.counted];
  if (chart.kind === 'trace') return [axisTitle(chart.x)];
  if (chart.kind === 'lanes') return chart.lanes; // no axis: each step says its time
  if (chart.kind === 'cumulative') return [axisTitle(chart.x), 'share of all (%)'];
  return [axisTitle(chart.x), axisTitle(chart.y)];
}

/** Addresses in attributes; that of the SVG namespace is a name, and no place. */
function outside(svg: string): string[] {
  const tags = [...svg.matchAll(/<[^!?/][^>]*>/g)].map(([tag]) => tag.replace(/ (xmlns|aria-label)="[^"]*"/g, ''));
  const attributes = tags.flatMap(tag => [...tag.matchAll(/ [\w:-]+="([^"]*)"/g)]);
  return attributes.flatMap(([, value]) =>
    /\w+:\/\/|^data:|url\((?!#)|@import/.test(value!) ? [`refers to ${value}`] : [],
  );
}
