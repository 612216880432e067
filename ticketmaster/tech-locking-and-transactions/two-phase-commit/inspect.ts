import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { openDatabase } from '@ticketmaster/locking-store/database';
import type { Both } from './coordinator.ts';
import { SCHEMA } from './open.ts';

/**
 * What is prepared in the two databases: for how long, whether the log has a decision for it, which seats it holds, and how many wait
 * for it. A row that a transaction has changed carries its id, so the seats can be found though nobody can see the change.
 */
export async function inspect(urls: Both<string>, eventId: string): Promise<object[]> {
  const prepared = `
    select gid, extract(epoch from clock_timestamp() - prepared)::int as "ageSeconds",
           (select count(*)::int from pg_locks where transactionid = transaction and not granted) as waiting`;
  const from = `from pg_prepared_xacts where database = current_database() and starts_with(gid, $1) order by prepared`;
  const gids = [`${SCHEMA}/${eventId}`];

  const seats = await openDatabase(urls.seats, SCHEMA, []);
  const payments = await openDatabase(urls.payments, SCHEMA, []);
  const holding = `array(select seat_id from seat_inventory where xmax = transaction order by seat_id) as holds`;
  const inSeats = await seats.query(`${prepared}, ${holding} ${from}`, gids);
  const inPayments = await payments.query(`${prepared} ${from}`, gids);
  const { rows } = await seats.query(`select gid from ${SCHEMA}_log.decision where starts_with(gid, $1)`, gids);
  await Promise.all([seats.close(), payments.close()]);

  const decisions = new Set(rows.map(({ gid }) => gid));
  return [
    ...inPayments.rows.map(row => ({ database: 'payments', ...row, decided: decisions.has(row.gid) })),
    ...inSeats.rows.map(row => ({ database: 'seats', ...row, decided: decisions.has(row.gid) })),
  ];
}

if (import.meta.main) {
  const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };
  for (const row of await inspect(urls, process.argv[2] ?? '').catch(refuseToStart)) console.log(JSON.stringify(row));
}
