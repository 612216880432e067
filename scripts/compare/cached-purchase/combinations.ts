import {
  BUYERS,
  type Combination,
  LOCK_MS,
  STALL_MS,
  sixteen,
  UNITS,
} from '../../../ticketmaster/flash-sales/cached-purchase/experiments/combinations.ts';
import { layersNamed } from '../../../ticketmaster/flash-sales/cached-purchase/layers.ts';
import { openSale } from '../../../ticketmaster/flash-sales/cached-purchase/open.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { ms, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { openStage, versionsOf } from './stage.ts';

export async function combinations({ tell }: Measuring): Promise<Section[]> {
  await using stage = await openStage();
  const { postgresUrls, sentinels } = stage.drawing.topology;
  const schema = unique('combinations');
  const open = (layers: string) =>
    openSale({
      ...{ postgresUrls, sentinels, schema, lockMs: LOCK_MS, connections: 40 },
      layers: layersNamed(layers, true),
    });
  const found = await sixteen(open, line => tell(`combinations  ${line}`));
  return [combinationsSection(found, await versionsOf(stage.drawing))];
}

export const combinationsSection = (raw: Combination[], versions: string): Section => ({
  title: 'The sixteen combinations of the four layers',
  about: `1 lock, 2 row lock, 3 version, 4 cache. ${BUYERS} buyers at two app servers want one of ${UNITS} units each, and try again while somebody else is at it. Every fifth that has read the row then stands still for ${STALL_MS} ms; the lock lasts ${LOCK_MS} ms here. "Shown wrong" is how far off the page's stock is when all is over: without the fourth layer for 300 s. One run each.`,
  head: ['layers', 'sold', 'oversold', 'shown wrong', 'refused for each sale', 'a sale, p50 ms', 'all over after ms'],
  rows: raw.map(({ layers, sold, oversold, shownWrong, refusedPerSale, ms: sale, wholeMs }) => [
    ...[layers || 'none', whole(sold), oversold ? `**${whole(oversold)}**` : '0', whole(shownWrong)],
    ...[refusedPerSale.toFixed(1), ms(sale), whole(wholeMs)],
  ]),
  notes: [
    `Here and below: ${versions}.`,
    'The second or the third layer is enough to sell what is there, and no more. The lock alone is not: it ends while its owner stands still.',
    'The lock with the cache sells too many only where that happens at the last unit: until then the count in Redis is right, and all look at it first. A test does it on purpose.',
    'The lock costs refusals, and its owner is the only one at work; the row lock makes all others wait in the database instead.',
  ],
  raw,
});
