import type { Contention, Sold } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import { median, ms, span, whole } from '../../bench/numbers.ts';
import type { Section } from '../comparison.ts';
import { type Cell, nameOf, orderInWords, speeds, spread } from './cell.ts';
import { fromFewToMany } from './contention.ts';
import { inVainNotes } from './in-vain.ts';
import { technologies } from './technologies.ts';

/** Everything that the sweep says, in sections: which way when; each level; optimistic and pessimistic; the careless ways. */
export function sweepSections(cells: Cell[]): Section[] {
  const safe = cells.filter(cell => !wayOf(cell)?.unsafe);
  const careless = cells.filter(cell => wayOf(cell)?.unsafe);
  const levels = [...Map.groupBy(safe, ({ buyers, seatsPerOrder }) => `${buyers} ${seatsPerOrder}`).values()];
  return [whichWhen(safe), ...fromFewToMany(safe), ...levels.flatMap(level), crossover(safe), carelessWays(careless)];
}

/** Which of its technology's ways a cell measured; undefined for one that was measured once and is no more. */
export const wayOf = ({ technology, way }: Cell) =>
  technologies.find(({ name }) => name === technology)?.ways.find(known => known.way === way);

export const soldTwice = (cells: Cell[]) =>
  cells.flatMap(({ rounds }) => rounds).reduce((sum, round) => sum + round.soldTwice, 0);

const of = (cell: Cell, what: keyof Sold) => median(cell.rounds.map(round => round[what]));

const speed = (cell: Cell | undefined, without = '-') => (cell ? span(speeds(cell)) : without);
const seatsInWords = (seats: number) => `${whole(seats)} seat${seats === 1 ? '' : 's'}`;

/** The few ways that a reader chooses between, where everybody wants one seat and where hardly anybody wants the same. */
function whichWhen(cells: Cell[]): Section {
  const most = Math.max(...cells.map(({ seats }) => seats));
  const at = (technology: string, way: string, seats: number) =>
    cells.find(cell => cell.technology === technology && cell.way === way && cell.seats === seats && isCrowd(cell));
  const rows = technologies.flatMap(({ name, emulator, ways }) =>
    ways.flatMap(({ way, when }) => {
      if (!when) return [];
      const without = emulator ? '-' : 'not measured yet';
      const figures = [1, most].map(seats => speed(at(name, way, seats), without));
      return [[name === titled(way) ? name : `${name}, ${way}`, when, ...figures]];
    }),
  );
  return {
    inReadme: true,
    title: 'Which way, when',
    about: `Sales per second with 64 buyers and one seat an order: median (slowest–fastest) of ${cells[0]!.rounds.length} rounds. Where the ranges overlap, one way is not faster than the other. An emulator's speed says nothing and is left out.`,
    head: ['way', 'choose it when', 'all want one seat', `${whole(most)} seats`],
    rows,
    chart: {
      ...{ kind: 'lines', file: 'crossover.svg' },
      title: 'Sales per second: pessimistic and optimistic, by contention',
      subtitles: ['PostgreSQL, 64 buyers, one seat an order: median, and from the slowest to the fastest round'],
      x: { title: 'seats on sale at once', unit: 'seats', log: true },
      y: { title: 'sales per second', unit: 'sales per second', log: true },
      lines: ['pessimistic', 'optimistic'].map(way => ({
        label: way,
        points: cells
          .filter(cell => cell.way === way && isCrowd(cell))
          .map(cell => ({ x: cell.seats, ...spread(cell) })),
      })),
    },
    raw: undefined,
  };
}

const isCrowd = ({ buyers, seatsPerOrder }: Contention) => buyers === 64 && seatsPerOrder === 1;
const titled = (way: string) => way.replaceAll('-', ' ').replace(/^./, first => first.toUpperCase());

/** One number of buyers and of seats in an order: a table for each number of seats on sale. */
function level(cells: Cell[]): Section[] {
  const { buyers, seatsPerOrder } = cells[0]!;
  const bySeats = [...Map.groupBy(cells, ({ seats }) => seats)];
  return bySeats.map(([seats, level]) => ({
    title: `${buyers} buyers, ${orderInWords(seatsPerOrder)}, ${seatsInWords(seats)} on sale`,
    about: `${cells[0]!.rounds.length} rounds: median (slowest–fastest). Retries, refusals and 503s are for each sale; times are those of a sale.`,
    head: ['way', 'sales/s', 'retries', 'refusals', '503s', 'p50 ms', 'p99 ms'],
    rows: level.map(cell => [
      nameOf(cell),
      span(speeds(cell)),
      ...(['retries', 'refusals', 'contended'] as const).map(what => of(cell, what).toFixed(1)),
      ...(['p50Ms', 'p99Ms'] as const).map(what => ms(of(cell, what))),
    ]),
    notes: inVainNotes(level.flatMap(({ rounds }) => rounds)),
    raw: level,
  }));
}

/** Pessimistic beside optimistic, from everybody wanting one seat to hardly anybody wanting the same. */
function crossover(cells: Cell[]): Section {
  const crowd = cells.filter(isCrowd);
  const rows = [...Map.groupBy(crowd, ({ seats }) => seats)].map(([seats, level]) => {
    const [pessimistic, optimistic] = ['pessimistic', 'optimistic'].map(way => level.find(cell => cell.way === way)!);
    const ratios = speeds(optimistic!).map((perSecond, i) => perSecond / speeds(pessimistic!)[i]!);
    return [whole(seats), speed(pessimistic), speed(optimistic), span(ratios, ratio => ratio.toFixed(2))];
  });
  return {
    title: 'Optimistic beside pessimistic',
    about:
      'PostgreSQL, 64 buyers, one seat an order: median (least–most), and the ratio inside each round. Where the ratios reach from below 1 to above 1, neither is faster.',
    head: ['seats on sale at once', 'pessimistic, sales/s', 'optimistic, sales/s', 'optimistic ÷ pessimistic'],
    rows,
    raw: undefined,
  };
}

/** What the ways without protection do: no speed is told, for they are wrong. */
function carelessWays(cells: Cell[]): Section {
  const groups = Map.groupBy(cells, cell => `${cell.buyers} buyers, ${orderInWords(cell.seatsPerOrder)}`);
  const names = [...new Set(cells.map(nameOf))];
  return {
    title: 'Careless ways',
    about:
      'Seats that were sold twice, over all rounds and all numbers of seats on sale. These ways stand in no table above.',
    head: ['way', ...groups.keys()],
    rows: names.map(name => [
      name,
      ...groups.values().map(group => whole(soldTwice(group.filter(cell => nameOf(cell) === name)))),
    ]),
    notes: [
      'A lock without a fencing token sells nothing twice while nobody stalls; the lesson shows what a stall does.',
    ],
    raw: cells,
  };
}
