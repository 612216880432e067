import { type Contention, type Sold, sellFor } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import type { Bar } from '../../bench/chart.ts';
import { median, ms, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { inVainNotes } from './in-vain.ts';
import { technologies } from './technologies.ts';

const SEATS = [1, 10, 100, 10_000];
const BUYERS = [8, 64];
const SEATS_PER_ORDER = [1, 4];

type Cell = Contention & { technology: string; way: string; rounds: Sold[] };

const levels: Contention[] = BUYERS.flatMap(buyers =>
  SEATS_PER_ORDER.flatMap(seatsPerOrder =>
    SEATS.filter(seats => seats >= seatsPerOrder).map(seats => ({ seats, buyers, seatsPerOrder })),
  ),
);

/** All ways at each level of contention, all ways in each round; one table for each number of buyers and seats in an order. */
export async function contentionSweep({ urls, tell, rounds, seconds }: Measuring): Promise<Section[]> {
  const real = technologies.filter(({ emulator }) => !emulator);
  const offices = await Promise.all(real.map(technology => technology.open(urls)()));
  const cells: Cell[] = levels.flatMap(level =>
    real.flatMap(({ name, ways }) => ways.map(({ way }): Cell => ({ ...level, technology: name, way, rounds: [] }))),
  );
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const cell of cells) {
        const office = offices[real.findIndex(({ name }) => name === cell.technology)]!;
        const sold = await sellFor(office, cell.way, cell, seconds / 3);
        cell.rounds.push(sold);
        const level = `${cell.seats} seats, ${cell.buyers} buyers, ${cell.seatsPerOrder} an order`;
        tell(
          `sweep ${round}/${rounds}  ${`${cell.technology} ${cell.way}`.padEnd(32)} ${level.padEnd(38)} ${whole(sold.perSecond).padStart(8)}/s`,
        );
      }
    }
  } finally {
    await Promise.all(offices.map(office => office.close()));
  }
  const isUnsafe = ({ technology, way }: Cell) =>
    technologies.find(({ name }) => name === technology)!.ways.find(known => known.way === way)!.unsafe;
  for (const cell of cells) {
    const twice = soldTwice([cell]);
    if (twice && !isUnsafe(cell)) throw new Error(`${cell.technology} ${cell.way} sold ${twice} seats twice`);
  }
  const tables = BUYERS.flatMap(buyers =>
    SEATS_PER_ORDER.map(seatsPerOrder =>
      table(
        cells.filter(cell => cell.buyers === buyers && cell.seatsPerOrder === seatsPerOrder),
        rounds,
      ),
    ),
  );
  return [...tables, crossover(cells, rounds)];
}

const soldTwice = (cells: Cell[]) =>
  cells.flatMap(({ rounds }) => rounds).reduce((sum, round) => sum + round.soldTwice, 0);

const of = (cell: Cell, what: keyof Sold) => median(cell.rounds.map(round => round[what]));

function table(cells: Cell[], rounds: number): Section {
  const { buyers, seatsPerOrder } = cells[0]!;
  const order = seatsPerOrder === 1 ? 'one seat an order' : `${seatsPerOrder} seats an order`;
  const ways = [...Map.groupBy(cells, ({ technology, way }) => `${technology}, ${way}`)];
  const seats = [...new Set(cells.map(cell => cell.seats))];
  const ends = cells.filter(cell => cell.seats === seats[0] || cell.seats === seats.at(-1));
  return {
    title: `${buyers} buyers, ${order}`,
    about: `Confirmed orders per second, by how many seats are on sale at once; medians of ${rounds} rounds. In brackets, for each confirmed order: purchases that started over + that were refused + that were told to come again. Then the time of a confirmed one where one seat or few are left and where many are, and the seats that were sold twice in all.`,
    head: [
      'way',
      ...seats.map(count => `${whole(count)} seat${count === 1 ? '' : 's'}`),
      'p50 / p99 ms, fewest',
      'p50 / p99 ms, most',
      'sold twice',
    ],
    rows: ways.map(([name, levels]) => {
      const at = (count: number) => levels.find(cell => cell.seats === count)!;
      const told = (cell: Cell) =>
        `${whole(of(cell, 'perSecond'))} (${(['retries', 'refusals', 'contended'] as const).map(what => of(cell, what).toFixed(1)).join(' + ')})`;
      const times = (cell: Cell) => `${ms(of(cell, 'p50Ms'))} / ${ms(of(cell, 'p99Ms'))}`;
      const twice = soldTwice(levels);
      return [
        name,
        ...seats.map(count => told(at(count))),
        times(at(seats[0]!)),
        times(at(seats.at(-1)!)),
        twice ? `**${whole(twice)}**` : '0',
      ];
    }),
    chart: {
      ...{
        file: `${buyers}-buyers-${seatsPerOrder}-an-order.svg`,
        title: `Orders per second: ${buyers} buyers, ${order}`,
      },
      subtitle: `Fewest and most seats on sale: median of ${rounds} rounds; thin line: slowest to fastest round`,
      bars: ends.map(cell => bar(`${cell.way}, ${seatsInWords(cell)}`, cell)),
    },
    notes: inVainNotes(cells.flatMap(({ rounds }) => rounds)),
    raw: cells,
  };
}

const seatsInWords = ({ seats }: Cell) => `${whole(seats)} seat${seats === 1 ? '' : 's'}`;

function bar(label: string, { rounds }: Cell): Bar {
  const speeds = rounds.map(({ perSecond }) => perSecond);
  return { label, value: median(speeds), min: Math.min(...speeds), max: Math.max(...speeds) };
}

/** Pessimistic against optimistic, from everybody wanting one seat to hardly anybody wanting the same. */
function crossover(cells: Cell[], rounds: number): Section {
  const pair = SEATS.map(seats => {
    const [pessimistic, optimistic] = ['pessimistic', 'optimistic'].map(
      way =>
        cells.find(cell => cell.way === way && cell.seats === seats && cell.buyers === 64 && cell.seatsPerOrder === 1)!,
    );
    return { seats, pessimistic: pessimistic!, optimistic: optimistic! };
  });
  const ratios = (a: Cell, b: Cell) => a.rounds.map(({ perSecond }, i) => perSecond / b.rounds[i]!.perSecond);
  return {
    title: 'Optimistic against pessimistic',
    about:
      'PostgreSQL, 64 buyers, one seat an order. Above 1 the optimistic way sells more, below 1 the pessimistic one; the ratio is the median of those inside each round.',
    head: ['seats on sale at once', 'pessimistic orders/s', 'optimistic orders/s', 'optimistic ÷ pessimistic'],
    rows: pair.map(({ seats, pessimistic, optimistic }) => [
      whole(seats),
      whole(of(pessimistic, 'perSecond')),
      whole(of(optimistic, 'perSecond')),
      median(ratios(optimistic, pessimistic)).toFixed(2),
    ]),
    chart: {
      ...{ file: 'crossover.svg', title: 'Orders per second: pessimistic and optimistic, by contention' },
      subtitle: `PostgreSQL, 64 buyers: median of ${rounds} rounds; thin line: slowest to fastest round`,
      bars: pair.flatMap(({ pessimistic, optimistic }) =>
        [pessimistic, optimistic].map(cell => bar(`${cell.way}, ${seatsInWords(cell)}`, cell)),
      ),
    },
    raw: pair.map(({ seats }) => seats),
  };
}
