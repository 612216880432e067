import { type Sold, sellFor } from '../../../ticketmaster/tech-locking-and-transactions/compare.ts';
import { seatIdsFor } from '../../../ticketmaster/tech-locking-and-transactions/contract/box-office.ts';
import {
  openDatabase,
  paymentTables,
  seatTables,
} from '../../../ticketmaster/tech-locking-and-transactions/store/database.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { span, whole } from '../../bench/numbers.ts';
import { findPgbench, howToGetIt, pgbench } from '../../bench/pgbench.ts';
import type { Measuring, Section } from '../comparison.ts';
import { inVainNotes } from './in-vain.ts';
import { technologies } from './technologies.ts';

const SEATS = 10_000;
const CLIENTS = 20; // as many connections as the box office has
const schema = 'locking_postgres';

/** What a purchase asks of PostgreSQL, in pgbench's language; `find` and `take` are what the way is about. */
const purchase = (eventId: string, find: string, take: string) => `
select gen_random_uuid() as order_id, seat_id from next_seat where n = (select nextval('next_n')) \\gset
begin;
insert into orders (order_id, event_id, user_id, wish, seat_ids, status)
  select :order_id, event_id, 'ada', 'a seat', array[:seat_id], 'PENDING' from event where event_id = '${eventId}' on conflict do nothing;
select seat_id from seat_inventory where event_id = '${eventId}' and seat_id = any(array[:seat_id]);
${find}
select price_cents from event where event_id = '${eventId}';
insert into payment (key, request, order_id, event_id, cents, currency, status)
  select :order_id::uuid::text, 'a request', :order_id::uuid, '${eventId}', 5000, 'EUR', 'AUTHORIZED'
  on conflict (key) do nothing returning payment_id, status;
${take}
update payment set status = 'CAPTURED' where order_id = :order_id and status in ('AUTHORIZED', 'CAPTURED') returning payment_id;
insert into ticket (event_id, seat_id, order_id) select '${eventId}', unnest(array[:seat_id]), :order_id returning ticket_id, seat_id;
update orders set status = 'CONFIRMED', seat_ids = array[:seat_id], total_cents = 5000 where order_id = :order_id;
commit;
`;

const statementsOf: Record<string, (eventId: string) => string> = {
  pessimistic: eventId =>
    purchase(
      eventId,
      `select seat_id, version, order_id from seat_inventory where event_id = '${eventId}' and seat_id = any(array[:seat_id]) order by seat_id for update;`,
      `update seat_inventory set order_id = :order_id, version = version + 1 where event_id = '${eventId}' and seat_id = any(array[:seat_id]);`,
    ),
  'single-statement': eventId =>
    purchase(
      eventId,
      '',
      `update seat_inventory set order_id = :order_id, version = version + 1 where event_id = '${eventId}' and order_id is null
         and seat_id in (select seat_id from seat_inventory where event_id = '${eventId}' and seat_id = any(array[:seat_id]) order by seat_id for update) returning seat_id;`,
    ),
};

/** The same statements from pgbench: what PostgreSQL itself can do with them, without Node. */
export async function ceiling({ urls, interrupted, tell, rounds, seconds }: Measuring): Promise<Section> {
  const postgres = technologies.find(({ folder }) => folder === 'postgres')!;
  const office = await postgres.open(urls)();
  const db = await openDatabase(urls.PG_URL!, schema, [seatTables, paymentTables]);
  const program = findPgbench();
  const figures = new Map(
    Object.keys(statementsOf).map(way => [way, { node: [] as number[], pgbench: [] as number[] }]),
  );
  const measured: Sold[] = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const [way, statements] of Object.entries(statementsOf)) {
        const level = { seats: SEATS, buyers: 64, seatsPerOrder: 1 };
        const sold = await sellFor(office, way, level, seconds / 3);
        measured.push(sold);
        figures.get(way)!.node.push(sold.perSecond);
        if (!program) continue;
        const eventId = unique('pgbench');
        await office.putOnSale(eventId, seatIdsFor(SEATS), 5_000);
        await db.query('drop table if exists next_seat');
        await db.query(
          `create table next_seat as select row_number() over () as n, seat_id from seat_inventory where event_id = '${eventId}'`,
        );
        await db.query('alter table next_seat add primary key (n)');
        await db.query('drop sequence if exists next_n');
        await db.query('create sequence next_n');
        const how = { url: urls.PG_URL!, schema, clients: CLIENTS, script: statements(eventId), seconds: 1 };
        const ran = await pgbench(program, how, interrupted);
        figures.get(way)!.pgbench.push(ran.perSecond);
        tell(
          `ceiling ${round}/${rounds}  ${way.padEnd(32)} ${whole(sold.perSecond).padStart(8)}/s   pgbench ${whole(ran.perSecond)}/s`,
        );
      }
    }
  } finally {
    await Promise.all([office.close(), db.close()]);
  }
  return ceilingSection(Object.fromEntries(figures), inVainNotes(measured));
}

export type Figures = Record<string, { node: number[]; pgbench: number[] }>;

export function ceilingSection(figures: Figures, notes: string[] = []): Section {
  const [{ node: rounds }] = Object.values(figures) as [Figures[string]];
  return {
    title: 'Beside pgbench',
    about: `PostgreSQL, ${whole(SEATS)} seats, so that hardly anybody collides; ${CLIENTS} connections each. pgbench sends the same statements, and one more that draws a seat. ${rounds.length} rounds: median (slowest–fastest), and the ratio inside each round.`,
    head: ['way', 'sales/s from Node', 'pgbench, transactions/s', 'Node ÷ pgbench'],
    rows: Object.entries(figures).map(([way, { node, pgbench }]) => [
      way,
      span(node),
      pgbench.length ? span(pgbench) : `- (${howToGetIt})`,
      pgbench.length
        ? span(
            node.map((speed, i) => speed / pgbench[i]!),
            ratio => ratio.toFixed(2),
          )
        : '-',
    ]),
    notes,
    raw: figures,
  };
}
