import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../../../ticketmaster/testing/client.ts';
import { seeded, zipf } from '../../../ticketmaster/testing/zipf.ts';
import type { Measuring, Section } from '../comparison.ts';
import { atRate } from './at-rate.ts';
import { eventIdOf, tidy } from './on-sale.ts';
import { type Sale, whileSelling } from './sales.ts';
import { pathOf, type Stage } from './stage.ts';
import { type Seen, staleness } from './stale.ts';
import { READS, SOLD_EVENTS, type Stale, staleSection } from './staleness-table.ts';
import { ways } from './tiers.ts';

const RATES = [10, 1_000];
const IN_FLIGHT = 64;

/** How old an answer is that a reader gets while seats are sold: each way, few sales and many. */
export async function howStale(stage: Stage, { rounds, seconds, tell }: Measuring): Promise<Section> {
  const cells = RATES.flatMap(sales =>
    ways.map((way): Stale => ({ way, sales, reached: [], refused: [], missed: 0, values: [] })),
  );
  const sales: Sale[] = []; // over all cells: an answer may be older than its cell
  for (let round = 1; round <= rounds; round++) {
    await tidy(stage.db);
    for (const cell of cells) {
      const draw = zipf(SOLD_EVENTS, 0, seeded(round));
      const eventId = () => eventIdOf(draw());
      const selling = { servers: stage.servers, seats: stage.seats, perSecond: cell.sales, eventIdOf: eventId, sales };
      const { result, sold } = await whileSelling(selling, () => sample(stage, cell.way, eventId, seconds));
      cell.reached.push(sold.perSecond);
      cell.refused.push(sold.refused);
      cell.missed += result.missed;
      const values = staleness(result.reads, sales);
      cell.values.push(...values);
      const stale = values.filter(value => value > 0).length;
      tell(
        `staleness ${round}/${rounds} ${`${cell.sales} sales/s, ${cell.way}`.padEnd(42)} ${stale} stale of ${values.length} reads`,
      );
    }
  }
  return staleSection(cells, { rounds, complaints: stage.newComplaints() });
}

/** Reads events through both servers in turn, at a fixed rate. */
async function sample({ servers }: Stage, way: string, eventIdOf: () => string, seconds: number) {
  const reads: Seen[] = [];
  let nth = 0;
  const reading = atRate(READS, IN_FLIGHT, async () => {
    const eventId = eventIdOf();
    const sentMs = performance.now();
    const { status, body } = await ask('GET', `${servers[nth++ % servers.length]}${pathOf(way, eventId)}`);
    if (status !== 200) throw new Error(`Reading ${eventId} by ${way} was answered ${status} ${JSON.stringify(body)}`);
    reads.push({ eventId, version: (body as Seen).version, sentMs });
  });
  await sleep(seconds * 1_000);
  const { missed } = await reading.stop();
  return { reads, missed };
}
