/** Paths of cubic curves that know where they lead at their end and where each of their points lies. */

export interface Point {
  x: number;
  y: number;
}

export interface Rectangle extends Point {
  width: number;
  height: number;
}

/** A point on an edge, `along` px from the middle of that edge to the right or down. */
export function edgeOf(
  { x, y, width, height }: Rectangle,
  side: 'top' | 'bottom' | 'left' | 'right',
  along = 0,
): Point {
  if (side === 'top' || side === 'bottom') return { x: x + width / 2 + along, y: side === 'top' ? y : y + height };
  return { x: side === 'left' ? x : x + width, y: y + height / 2 + along };
}

const DIRECTIONS = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const;
export type Direction = keyof typeof DIRECTIONS;
type Cubic = [Point, Point, Point, Point];

export interface Path {
  curves: Cubic[];
  /** Where it leads at its end. */
  to: Direction;
}

export const moved = ({ x, y }: Point, direction: Direction, by: number): Point => ({
  x: x + DIRECTIONS[direction][0] * by,
  y: y + DIRECTIONS[direction][1] * by,
});

/** Through these points, in these directions, `bow` says how far a curve follows them, as a share of the way. */
export function curve(points: [Point, Direction][], bow = 0.5): Path {
  const curves = points.slice(1).map(([end, to], nth): Cubic => {
    const [start, from] = points[nth]!;
    const handle = bow * Math.hypot(end.x - start.x, end.y - start.y);
    return [start, moved(start, from, handle), moved(end, to, -handle), end];
  });
  return { curves, to: points.at(-1)![1] };
}

/** Straight on, and round each corner; `turns` are the directions, a corner apart. */
export function bend(points: Point[], turns: Direction[], radius: number): Path {
  const curves = turns.flatMap((direction, nth): Cubic[] => {
    const [first, last] = [nth === 0, nth === turns.length - 1];
    const start = moved(points[nth]!, direction, first ? 0 : radius);
    const end = moved(points[nth + 1]!, direction, last ? 0 : -radius);
    const straight: Cubic = [start, start, end, end];
    if (last) return [straight];
    const next = turns[nth + 1]!;
    const after = moved(points[nth + 1]!, next, radius);
    return [straight, [end, moved(end, direction, radius * 0.55), moved(after, next, -radius * 0.55), after]];
  });
  return { curves, to: turns.at(-1)! };
}

/** The point of a path at the nth curve (before the comma) and its parameter (after it): 1.5 is the middle of the second curve. */
export function pointOf({ curves }: Path, at: number): Point {
  const t = at % 1;
  const [a, b, c, d] = curves[Math.floor(at)]!;
  const mix = (of: (point: Point) => number) =>
    (1 - t) ** 3 * of(a) + 3 * (1 - t) ** 2 * t * of(b) + 3 * (1 - t) * t ** 2 * of(c) + t ** 3 * of(d);
  return { x: mix(({ x }) => x), y: mix(({ y }) => y) };
}

/** The same path, shorter by so many px at its end: room for the head. */
export function shortened({ curves, to }: Path, by: number): Path {
  const [a, b, c, d] = curves.at(-1)!;
  return { curves: [...curves.slice(0, -1), [a, b, moved(c, to, -by), moved(d, to, -by)]], to };
}

/** As the `d` of an SVG path. */
export function dOf({ curves }: Path): string {
  const point = ({ x, y }: Point) => `${px(x)} ${px(y)}`;
  return `M${point(curves[0]![0])}${curves.map(([, b, c, d]) => `C${point(b)} ${point(c)} ${point(d)}`).join('')}`;
}

/** A hundredth of a px is fine enough, and the same on every machine. */
export const px = (value: number) => `${Math.round(value * 100) / 100}`;
