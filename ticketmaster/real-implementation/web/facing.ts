import type { Chart, Placed } from './seats.ts';

interface Turned {
  seats: { seat: Placed; x: number; y: number }[];
  /** Where the name of each row is written. */
  rows: { name: string; x: number; y: number }[];
  box: [x: number, y: number, width: number, height: number];
}

/**
 * Turns the seats of a section around its middle until the stage is above it: rows lie flat, the first one on top. Where neighbours stand closer
 * than a unit, all is drawn that much larger, so that no two seats overlap.
 */
export function facingStage(placed: Placed[], [left, top, width, height]: Chart['stage']): Turned {
  const middle = (of: (seat: Placed) => number) => placed.reduce((sum, seat) => sum + of(seat), 0) / placed.length;
  const [x, y] = [middle(seat => seat.x), middle(seat => seat.y)];
  const angle = -Math.PI / 2 - Math.atan2(top + height / 2 - y, left + width / 2 - x);
  const scale = 1 / Math.min(1, closest(placed));
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const seats = placed.map(seat => ({
    seat,
    x: round((seat.x - x) * cos - (seat.y - y) * sin),
    y: round((seat.x - x) * sin + (seat.y - y) * cos),
  }));
  const rows = [...Map.groupBy(seats, ({ seat }) => seat.row)].map(([name, ofRow]) => {
    const leftmost = ofRow.reduce((one, other) => (other.x < one.x ? other : one));
    return { name, x: leftmost.x - 1.1, y: leftmost.y };
  });
  const xs = seats.map(seat => seat.x).concat(rows.map(row => row.x));
  const ys = seats.map(seat => seat.y);
  const [minX, minY] = [Math.min(...xs) - 0.8, Math.min(...ys) - 0.8];
  return { seats, rows, box: [minX, minY, round(Math.max(...xs) - minX + 0.8), round(Math.max(...ys) - minY + 0.8)] };
}

/** The distance of the closest two neighbours in a row. */
function closest(placed: Placed[]): number {
  const distances = placed.map((seat, i) => {
    const next = placed[i + 1];
    return next?.row === seat.row ? Math.hypot(next.x - seat.x, next.y - seat.y) : 1;
  });
  return Math.max(0.25, Math.min(...distances));
}

const round = (n: number) => Math.round(n * 100) / 100;
