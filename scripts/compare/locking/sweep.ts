import { type Contention, sellFor } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import { whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import type { Cell } from './cell.ts';
import { soldTwice, sweepSections, wayOf } from './tables.ts';
import { technologies } from './technologies.ts';

const SEATS = [1, 10, 100, 10_000];
const BUYERS = [8, 64];
const SEATS_PER_ORDER = [1, 4];

const levels: Contention[] = BUYERS.flatMap(buyers =>
  SEATS_PER_ORDER.flatMap(seatsPerOrder =>
    SEATS.filter(seats => seats >= seatsPerOrder).map(seats => ({ seats, buyers, seatsPerOrder })),
  ),
);

/** All ways at each level of contention, all ways in each round. */
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
  for (const cell of cells) {
    const twice = soldTwice([cell]);
    if (twice && !wayOf(cell)!.unsafe) throw new Error(`${cell.technology} ${cell.way} sold ${twice} seats twice`);
  }
  return sweepSections(cells);
}
