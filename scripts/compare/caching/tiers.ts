import { setTimeout as sleep } from 'node:timers/promises';
import { seeded, zipf } from '../../../ticketmaster/testing/zipf.ts';
import type { Load } from '../../bench/load.ts';
import type { Measuring, Section } from '../comparison.ts';
import { spentOn } from './looks.ts';
import { EVENTS, eventIdOf, tidy } from './on-sale.ts';
import { whileSelling } from './sales.ts';
import { CONNECTIONS, pathOf, type Stage } from './stage.ts';
import { type Cell, type Measured, tierSections } from './tiers-tables.ts';

export const ways = ['none', 'redis', 'two-tier', 'two-tier-sharded', 'tracking'];

/** How readers, and buyers, spread over the events. */
export interface Skew {
  skew: string;
  keys: number;
  exponent: number;
}

const skews: Skew[] = [
  { skew: 'uniform', keys: EVENTS, exponent: 0 },
  { skew: 'Zipf 0.9', keys: EVENTS, exponent: 0.9 },
  { skew: 'Zipf 1.2', keys: EVENTS, exponent: 1.2 },
  { skew: 'one key', keys: 1, exponent: 0 },
];
const SALES = [0, 10, 1_000];

/**
 * Before what is measured: caches fill, and what is hot is found. Not longer: at first the readers of 2,000 events ask the database about as often
 * as they do for ever after, when entries end; in between they do not, because all entries are young.
 */
const WARM_SECONDS = 0.6;

/** What each tier buys: every way by how skewed the reads are and how much is sold; all ways of a cell one after the other. */
export async function whatEachTierBuys(stage: Stage, { rounds, seconds, tell }: Measuring): Promise<Section[]> {
  const cells = skews.flatMap(skew =>
    SALES.flatMap(sales => ways.map(way => ({ ...skew, sales, way, rounds: [] as Measured[] }))),
  );
  for (let round = 1; round <= rounds; round++) {
    await tidy(stage.db);
    for (const cell of cells) {
      const measured = await measure(stage, cell, seconds, round);
      cell.rounds.push(measured);
      const { perSecond, queries, sold } = measured;
      tell(
        `tiers ${round}/${rounds}     ${`${cell.skew}, ${cell.sales} sales/s, ${cell.way}`.padEnd(42)} ${perSecond.toFixed(0)}/s, ${queries.toFixed(0)} queries/s, ${sold.toFixed(0)} sales/s`,
      );
    }
  }
  return tierSections(cells, { seconds, idle: await idle(stage), complaints: stage.newComplaints() });
}

async function measure(
  stage: Stage,
  cell: Omit<Cell, 'rounds'> & Skew,
  seconds: number,
  seed: number,
): Promise<Measured> {
  const { way, keys, exponent } = cell;
  const draw = zipf(keys, exponent, seeded(seed));
  const load: Omit<Load, 'seconds'> = {
    ...{ url: [...stage.servers], connections: CONNECTIONS, method: 'GET' as const, path: pathOf(way, 'E{n}') },
    ...{ expect: 200, numbers: { from: 0, to: 1e9 }, pick: { keys, skew: exponent, seed } },
  };
  const read = async () => {
    await stage.generator.run({ ...load, seconds: WARM_SECONDS });
    const before = await stage.look();
    const sample = await stage.generator.run({ ...load, seconds });
    return { ...sample, ...spentOn(way, before, await stage.look()) };
  };
  const { servers, seats } = stage;
  const selling = { servers, seats, perSecond: cell.sales, eventIdOf: () => eventIdOf(draw()), sales: [] };
  try {
    await stage.emptyTier2();
    const { result, sold } = await whileSelling(selling, read);
    return { ...result, sold: sold.perSecond, missed: sold.missed, refused: sold.refused } as Measured;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${cell.skew}, ${cell.sales} sales/s, ${way}: ${message}`, { cause: error });
  }
}

/** Commands a second when nobody reads or sells: what processes tell each other, and our own looks. */
async function idle(stage: Stage): Promise<number> {
  const before = await stage.look();
  await sleep(2_000);
  return spentOn('none', before, await stage.look()).commands;
}
