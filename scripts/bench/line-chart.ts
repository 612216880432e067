import { colour, escaped, paper, round } from './chart.ts';
import { whole } from './numbers.ts';

export interface Point {
  x: number;
  value: number;
  min: number;
  max: number;
}

/** One line of points, in the order of their x. */
export interface Line {
  label: string;
  points: Point[];
}

const [WIDTH, LEFT, RIGHT, TOP, PLOT] = [860, 76, 150, 112, 330];
const BOTTOM = TOP + PLOT;
const GREY = '#59636e';

/** Lines over two logarithmic axes, each with a band from its least to its most: where lines cross is seen at a glance. */
export function lineChart(title: string, subtitles: string[], axes: { x: string; y: string }, lines: Line[]): string {
  const points = lines.flatMap(line => line.points);
  const xs = [...new Set(points.map(({ x }) => x))].toSorted((a, b) => a - b);
  const ys = ticks(Math.min(...points.map(({ min }) => min)), Math.max(...points.map(({ max }) => max)));
  const x = scale(xs[0]!, xs.at(-1)!, LEFT, WIDTH - RIGHT);
  const y = scale(ys[0]!, ys.at(-1)!, BOTTOM, TOP);
  const ends = apart(lines.map(({ points }) => y(points.at(-1)!.value)));
  return paper(title, subtitles, BOTTOM + 56, [
    ...ys.map(
      value => `  <path d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}" stroke="#d8dee4"/>
  <text x="${LEFT - 10}" y="${y(value) + 5}" text-anchor="end" fill="${GREY}">${whole(value)}</text>`,
    ),
    ...xs.map(
      value => `  <text x="${x(value)}" y="${BOTTOM + 22}" text-anchor="middle" fill="${GREY}">${whole(value)}</text>`,
    ),
    ...lines.map((line, i) => drawn(line, x, y, colour(i), ends[i]!)),
    `  <text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${BOTTOM + 44}" text-anchor="middle" font-size="12" fill="${GREY}">${escaped(axes.x)}</text>`,
    `  <text x="20" y="${TOP - 18}" font-size="12" fill="${GREY}">${escaped(axes.y)}</text>`,
  ]);
}

function drawn({ label, points }: Line, x: Scale, y: Scale, stroke: string, labelY: number): string {
  const path = (at: (point: Point) => number, some = points) => some.map(p => `${x(p.x)} ${y(at(p))}`).join('L');
  const band = `M${path(p => p.max)}L${path(p => p.min, points.toReversed())}Z`;
  return `  <path d="${band}" fill="${stroke}" fill-opacity="0.15"/>
  <path d="M${path(p => p.value)}" fill="none" stroke="${stroke}" stroke-width="2.5"/>
${points.map(p => `  <circle cx="${x(p.x)}" cy="${y(p.value)}" r="4" fill="${stroke}"/>`).join('\n')}
  <text x="${WIDTH - RIGHT + 12}" y="${labelY + 5}" font-weight="600" fill="${stroke}">${escaped(label)}</text>`;
}

type Scale = (value: number) => number;

/** Logarithmic: equal ratios are equal distances. */
function scale(least: number, most: number, from: number, to: number): Scale {
  const span = Math.log(most / least) || 1;
  return value => round(from + (Math.log(Math.max(value, least) / least) / span) * (to - from));
}

/** 1, 2, 5, 10, 20, …: the last below or at `least` to the first above or at `most`. */
function ticks(least: number, most: number): number[] {
  const all = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3]! * 10 ** Math.floor(i / 3));
  const first = all.findLastIndex(tick => tick <= Math.max(least, 1));
  return all.slice(
    first,
    Math.max(
      all.findIndex(tick => tick >= most),
      first + 1,
    ) + 1,
  );
}

/** Labels that would lie on each other are moved apart, down the page. */
function apart(ys: number[]): number[] {
  let last = -Infinity;
  const moved = new Map<number, number>();
  for (const i of ys
    .keys()
    .toArray()
    .toSorted((a, b) => ys[a]! - ys[b]!)) {
    last = Math.max(ys[i]!, last + 18);
    moved.set(i, last);
  }
  return ys.map((_, i) => moved.get(i)!);
}
