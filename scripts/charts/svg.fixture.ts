/** What is drawn in an SVG, for tests. */
export interface Drawn {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** All texts, line by line, in the order in which they are drawn. */
export const textsIn = (svg: string) => [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<>]+)</g)].map(match => match[1]!);

/** Where a text stands, inside its own plot. */
export function placeOf(svg: string, text: string): { x: number; y: number } {
  const [, x, y] = new RegExp(`<text [^>]*transform="translate\\(([-\\d.]+),([-\\d.]+)\\)[^>]*>${text}<`).exec(svg)!;
  return { x: Number(x), y: Number(y) };
}

/** The points of lines with this colour, in their order. */
export const pointsIn = (svg: string, colour: string): { x: number; y: number }[] =>
  [...svg.matchAll(/<path transform="translate\(([-\d.]+),([-\d.]+)\)" d="[^"]*" fill="(#\w+)"/g)]
    .filter(match => match[3] === colour)
    .map(match => ({ x: Number(match[1]), y: Number(match[2]) }));

/** Bars and bins: filled rectangles, as far as they are drawn by lines along the axes. */
export function boxesIn(svg: string, fill: string): Drawn[] {
  return [...svg.matchAll(/<path d="([^"]*)" fill="([^"]*)"/g)]
    .filter(match => match[2] === fill)
    .map(match => boxOf(match[1]!));
}

function boxOf(path: string): Drawn {
  const [, x, y, width, height] = /^M([-\d.]+),([-\d.]+)h([-\d.]+)v([-\d.]+)/.exec(path)!.map(Number);
  return { x: x!, y: y!, width: width!, height: height! };
}
