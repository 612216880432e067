import type { Seating } from './chart.ts';

export interface BestWish {
  /** 1 to 8. */
  count: number;
  section?: string | undefined;
  /** Of sections: 'A'. */
  category?: string | undefined;
}

interface Candidate {
  seats: number[];
  /** Smaller is better. */
  score: number;
}

/** The callers of one moment choose among so many near-equal ones, or they would all want the same. */
const AMONG = 16;
const NEAR = 1; // row
/** A free seat that is left alone between two that are taken costs as much as so many rows further back. */
const ORPHAN = 3;

/**
 * The best free seats together: side by side in the row that is nearest to the stage and nearest to its middle, without leaving a seat alone
 * where another choice is as good. Where no row has so many side by side, the best that are free, near each other or not. Undefined only
 * where fewer than `count` are free. Pure: the same seats, wish and `random` give the same answer.
 */
export function bestSeats(
  { seatIds, rows }: Seating,
  isFree: (index: number) => boolean,
  { count, section, category }: BestWish,
  random: () => number = Math.random,
): string[] | undefined {
  const asked = rows.filter(
    row => (section ?? row.section) === row.section && (category ?? row.category) === row.category,
  );
  const together: Candidate[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const { seats, distance } of asked) {
    if (distance >= least + NEAR) break; // no score is below its distance
    for (let from = 0; from + count <= seats.length; from++) {
      const block = seats.slice(from, from + count);
      if (!block.every(isFree)) continue;
      const middle = Math.abs(from + (count - 1) / 2 - (seats.length - 1) / 2);
      const orphans = Number(isAlone(seats, from - 1, -1, isFree)) + Number(isAlone(seats, from + count, 1, isFree));
      const score = distance + middle / seats.length + ORPHAN * orphans;
      least = Math.min(least, score);
      together.push({ seats: block, score });
    }
  }
  const chosen = oneOfTheBest(together, least, random) ?? apart(asked, isFree, count);
  return chosen?.map(index => seatIds[index]!);
}

/** Whether the free seat beside a block would have nobody free on its other side. */
function isAlone(seats: number[], at: number, step: -1 | 1, isFree: (index: number) => boolean): boolean {
  const free = (place: number) => place >= 0 && place < seats.length && isFree(seats[place]!);
  return free(at) && !free(at + step);
}

function oneOfTheBest(candidates: Candidate[], least: number, random: () => number): number[] | undefined {
  const near = candidates
    .filter(({ score }) => score < least + NEAR)
    .toSorted((a, b) => a.score - b.score)
    .slice(0, AMONG);
  return near[Math.floor(random() * near.length)]?.seats;
}

/** Nobody is refused while seats are free: those of one row first, then of the next. */
function apart(rows: Seating['rows'], isFree: (index: number) => boolean, count: number): number[] | undefined {
  const free = rows
    .map(({ seats }) => seats.filter(isFree))
    .toSorted((a, b) => b.length - a.length)
    .flat();
  return free.length >= count ? free.slice(0, count) : undefined;
}
