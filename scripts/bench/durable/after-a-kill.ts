import { once } from 'node:events';
import { join } from 'node:path';
import type { Connection } from '../../../ticketmaster/postgres/database.ts';
import { call, OPERATOR_TOKEN } from '../../../ticketmaster/tech-locking-and-transactions/contract/buyers.ts';
import { orderIdOf } from '../../../ticketmaster/tech-locking-and-transactions/contract/routes.ts';
import { eventually, unique } from '../../../ticketmaster/testing/eventually.ts';
import { type Spawned, spawnServer } from '../../../ticketmaster/testing/processes.ts';
import { median, whole } from '../numbers.ts';

/** What the logs hold of one sale: the rows as they are stored, without indexes. */
export async function bytesOfSales(db: Connection, schema: string): Promise<{ dbos: string; byHand: string }> {
  const perSale = async (...tables: string[]) => {
    const sizes = tables.map(table => `(select coalesce(sum(pg_column_size(t.*)), 0) from ${table} as t)`).join(' + ');
    const { rows } = await db.query<{ bytes: number }>(
      `select ((${sizes}) / greatest(1, (select count(*) from ${tables[0]})))::float8 as bytes`,
    );
    return whole(rows[0]!.bytes);
  };
  const journal = ['workflow_status', 'workflow_input', 'workflow_output', 'operation_outputs', 'notifications'];
  return { dbos: await perSale(...journal.map(table => `${schema}_dbos.${table}`)), byHand: await perSale('saga') };
}

const lesson = join(import.meta.dirname, '../../../ticketmaster/tech-locking-and-transactions/durable-execution');

/** From the death of a server that has taken the money until a peer that was there has issued the tickets. ms */
export async function recoveryMs(script: string, environment: Record<string, string>): Promise<string> {
  const settings = { OPERATOR_TOKEN, WEBHOOKS: 'off', ...environment };
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const doomed = await spawnServer(join(lesson, script), { ...settings, BREAK: 'after capture' });
    const peer = await spawnServer(join(lesson, script), settings); // the second: on Restate the first runs the sales
    try {
      times.push(await killed(doomed, peer));
    } finally {
      await Promise.all([doomed.end('SIGKILL'), peer.end()]);
    }
  }
  return whole(median(times));
}

async function killed(doomed: Spawned, peer: Spawned): Promise<number> {
  const [eventId, key] = [unique('killed'), unique('key')];
  await call('POST', `${peer.url}/api/events`, { eventId, seats: 10 });
  const died = once(doomed.process, 'exit', { signal: AbortSignal.timeout(60_000) }).then(() => performance.now());
  const order = { userId: 'ada', seatIds: ['A-1-01'], paymentToken: 'tok_ok' };
  await call('POST', `${doomed.url}/api/events/${eventId}/orders`, order, key).catch(() => {});
  const from = await died;
  await eventually(async () => {
    const { body } = await call('GET', `${peer.url}/api/orders/${orderIdOf('ada', key)}`);
    if (body.status !== 'CONFIRMED') throw new Error('a killed sale came to no end');
  }, 60_000);
  return performance.now() - from;
}
