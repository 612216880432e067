import { rush } from '../../../ticketmaster/flash-sales/contract/rush.ts';
import { connectToPostgres } from '../../../ticketmaster/postgres/database.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { median, ms, span, whole } from '../../bench/numbers.ts';
import { findPgbench, howToGetIt, pgbench } from '../../bench/pgbench.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';
import { type Lesson, openLessons } from './lessons.ts';

const UNITS = 200;
const BUYERS = 400;
const CONNECTIONS = 32;

/** Of one lesson; a figure for each round. */
interface Figures {
  name: string;
  parts: number;
  perSecond: number[];
  p50Ms: number[];
  p99Ms: number[];
  /** Refusals over which a buyer tries again, for each sale. */
  refusedPerSale: number[];
  /** Purchases a second of pgbench. */
  pgbench: number[];
}

/** The same rush at each lesson in turns, and in the same round the same statements by pgbench. */
export async function beside(measuring: Measuring): Promise<Section> {
  const { rounds, seconds, interrupted, tell } = measuring;
  await using cleanUp = new AsyncDisposableStack(); // they end before anything else is measured
  const lessons = await openLessons({ ...measuring, cleanUp }, CONNECTIONS);
  const program = findPgbench();
  const all = new Map(lessons.map(({ name, parts }) => [name, emptyOf(name, parts)]));
  for (let round = 0; round <= rounds; round++)
    for (const lesson of lessons) {
      const sold = await rushAt(lesson);
      const sql = program ? await statementsAt(lesson, program, seconds, interrupted) : undefined;
      tell(
        `${round ? `round ${round}/${rounds}` : 'warm-up'}  ${lesson.name.padEnd(16)} ${whole(sold.perSecond)}/s   p50 ${ms(sold.p50Ms)} ms   p99 ${ms(sold.p99Ms)} ms   pgbench ${sql ? whole(sql) : '-'}/s`,
      );
      if (round === 0) continue;
      const figures = all.get(lesson.name)!;
      for (const [key, value] of Object.entries(sold)) figures[key as keyof typeof sold].push(value);
      if (sql) figures.pgbench.push(sql);
    }
  return besideSection([...all.values()]);
}

const emptyOf = (name: string, parts: number): Figures => ({
  ...{ name, parts, perSecond: [], p50Ms: [], p99Ms: [], refusedPerSale: [], pgbench: [] },
});

async function rushAt({ name, shop }: Lesson) {
  const itemId = unique('item');
  await shop.putOnSale(itemId, UNITS);
  const { salesMs, lastSaleMs, answers } = await rush({
    ...{ buyers: BUYERS, atOnce: CONNECTIONS, patienceMs: 300_000 },
    buy: (nth, key) => shop.purchase(itemId, key, nth % UNITS),
  });
  const { confirmed, oversold } = await shop.audit(itemId);
  if (confirmed !== UNITS || oversold > 0)
    throw new Error(`The figures are worthless: ${name} sold ${confirmed} of ${UNITS}, ${oversold} too many`);
  const sorted = salesMs.toSorted((one, other) => one - other);
  return {
    perSecond: (salesMs.length * 1_000) / lastSaleMs,
    p50Ms: median(sorted),
    p99Ms: sorted[Math.floor(sorted.length * 0.99)]!,
    refusedPerSale: (answers[503] ?? 0) / salesMs.length,
  };
}

/** In tables of their own: what is sold here nobody mails. */
async function statementsAt(
  { url, makeTables, putOnSale, statements }: Lesson,
  program: string,
  seconds: number,
  interrupted: AbortSignal,
): Promise<number> {
  const schema = unique('beside_pgbench');
  const db = connectToPostgres(url, { schema, connections: 1 });
  try {
    await makeTables(db, schema);
    await db.query('create sequence wish');
    await putOnSale(db, 'item');
    const how = { url, schema, clients: CONNECTIONS, script: statements('item'), seconds };
    return (await pgbench(program, how, interrupted)).perSecond;
  } finally {
    await db.query(`drop schema if exists ${schema} cascade`).catch(() => {}); // what failed before is told
    await db.close();
  }
}

export function besideSection(raw: Figures[]): Section {
  const rounds = raw[0]!.perSecond.length;
  const ratios = ({ perSecond, pgbench }: Figures) => perSecond.map((speed, nth) => speed / pgbench[nth]!);
  return {
    title: 'The three beside each other',
    about: `${whole(BUYERS)} buyers for ${UNITS} units of one thing, ${CONNECTIONS} at a time, each over a connection of its own; who is refused for the moment tries again, with pauses that grow. Each lesson has all its servers, as its run.sh starts them. pgbench sends what a purchase asks of PostgreSQL, over ${CONNECTIONS} connections, to the same server in the same round. ${rounds} rounds: median (least–most).`,
    head: [
      'lesson',
      'processes',
      'sales/s',
      'p50 ms',
      'p99 ms',
      'refused for each sale',
      'pgbench/s',
      'sales ÷ pgbench',
    ],
    rows: raw.map(one => [
      ...[one.name, whole(one.parts), span(one.perSecond), ms(median(one.p50Ms)), ms(median(one.p99Ms))],
      median(one.refusedPerSale).toFixed(1),
      ...(one.pgbench.length
        ? [span(one.pgbench), span(ratios(one), ratio => ratio.toFixed(3))]
        : [`- (${howToGetIt})`, '-']),
    ]),
    notes: [
      'A purchase takes from the first try to the answer that it is sold, also where it was refused in between.',
      'Disaster and cached purchase sell units of one row, behind one lock. The sharded engine sells seats, each with a lock and a row of its own, and its commits wait for a replica. The disaster alone takes money: its lock is held until the provider has answered.',
    ],
    chart: chartOf(raw, rounds),
    raw,
  };
}

function chartOf(raw: Figures[], rounds: number): Picture {
  const bar = (group: string, series: string, values: number[]) => ({
    ...{ group, series, value: median(values), min: Math.min(...values), max: Math.max(...values) },
  });
  return {
    ...{ kind: 'grouped bars', file: 'beside.svg', title: 'Sales a second, and what PostgreSQL alone can' },
    ...{ unit: 'per second', groupTitle: 'lesson' },
    subtitles: [
      `${whole(BUYERS)} buyers for ${UNITS} units, ${CONNECTIONS} at a time: median of ${rounds} rounds; thin line: least to most`,
    ],
    bars: raw.flatMap(({ name, perSecond, pgbench }) => [
      bar(name, 'sales', perSecond),
      ...(pgbench.length ? [bar(name, 'its statements by pgbench', pgbench)] : []),
    ]),
  };
}
