import { Contended, Problem } from '@ticketmaster/common/problem';
import type { Checkpoint } from '@ticketmaster/locking/box-office';
import { pause } from '@ticketmaster/locking/retrying';
import type { Database } from '@ticketmaster/postgres/database';
import type { Finding } from './finding.ts';
import { type Node, whereabouts } from './nodes.ts';

/** In the order in which rows may come, of those that refer to others. */
const TABLES = ['seat_inventory', 'orders', 'ticket', 'payment'] as const;
/** For buyers who have begun: longer than any of them can take (patience of a statement, of an idle transaction). */
const CLOSING_TRIES = 15;

/**
 * Moves an event while it sells: announce and close it on the node where it is, copy it, and send everybody to the copy. Buyers are told 503 from
 * the announcement to the end; nobody ever sells from two places.
 *
 * A mover may die, or sleep, at any step, and others may do the same move beside it. Each step is one transaction on one node, done once
 * however often it is tried, and known by its epoch: whoever comes with an old one changes nothing. A move that has begun only goes on: the same
 * call, or recover(), finishes it. False where the event is there already; undefined for an event that is nowhere.
 */
export async function move(
  nodes: readonly Node[],
  { at }: Finding,
  eventId: string,
  to: string,
  reached: Checkpoint = () => {},
  steps = carefully,
): Promise<boolean | undefined> {
  const target = nodes.find(({ name }) => name === to);
  if (!target)
    throw new Problem(
      404,
      'not-found',
      `there is no node ${to}; there are ${nodes.map(({ name }) => name).join(', ')}`,
    );
  const source = await at(eventId, async node => ((await whereabouts(node.db, eventId)).here ? node : undefined));
  if (!source) return undefined;
  if (source === target) return false;
  const epoch = await steps.announce(source.db, eventId, to);
  if (epoch === undefined) return false; // somebody has finished this move meanwhile
  await reached('announced');
  await steps.close(source.db, eventId, epoch);
  await reached('closed');
  await steps.copy(source.db, target.db, eventId, epoch);
  await reached('copied');
  await steps.leave(source.db, eventId, epoch);
  await reached('left');
  return true;
}

export const carefully = { announce, close, copy, leave };

/** From now on nobody enters. Answers the epoch of this move; undefined where the event has left. */
async function announce(from: Database, eventId: string, to: string): Promise<number | undefined> {
  await from.query(
    `insert into moved (event_id, node, epoch)
     select event_id, $2, epoch + 1 from event where event_id = $1
         on conflict do nothing`,
    [eventId, to],
  );
  const { rows } = await from.query<{ node: string; epoch: number }>(
    `select node, moved.epoch from moved join event using (event_id) where event_id = $1`,
    [eventId],
  );
  if (rows[0] && rows[0].node !== to) throw new Problem(409, 'moving', `${eventId} is moving to ${rows[0].node}`);
  return rows[0]?.epoch;
}

/** Waits for those who are in; then not a row of the event changes any more. */
async function close(from: Database, eventId: string, epoch: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await from.query('update event set closed = true, epoch = $2 where event_id = $1 and epoch < $2', [
        eventId,
        epoch,
      ]);
      return;
    } catch (error) {
      if (!(error instanceof Contended) || attempt === CLOSING_TRIES) throw error;
      await pause(attempt);
    }
  }
}

/** All rows or none. With the commit the event is open on `to`; where it has come already, or has been and gone, nothing is done. */
async function copy(from: Database, to: Database, eventId: string, epoch: number): Promise<void> {
  const read = await from.transaction(async tx => {
    const { rows } = await tx.query<{ cents: number }>(
      'select price_cents as cents from event where event_id = $1 and closed and epoch = $2',
      [eventId, epoch],
    );
    if (!rows[0]) return undefined; // it has left
    const tables: string[] = [];
    for (const table of TABLES)
      tables.push(
        (
          await tx.query(`select coalesce(json_agg(one), '[]')::text as all from ${table} as one where event_id = $1`, [
            eventId,
          ])
        ).rows[0]!.all,
      );
    return { cents: rows[0].cents, tables };
  }, 'repeatable read');
  if (!read) return;

  await to.transaction(async tx => {
    const { rowCount } = await tx.query(
      'insert into event (event_id, price_cents, epoch) values ($1, $2, $3) on conflict do nothing',
      [eventId, read.cents, epoch],
    );
    if (rowCount === 0) return; // another mover was faster
    const { rowCount: later } = await tx.query('select from moved where event_id = $1 and epoch >= $2', [
      eventId,
      epoch,
    ]);
    if (later) throw new Problem(409, 'too-late', `${eventId} has been here and has gone since this move began`);
    await tx.query('delete from moved where event_id = $1', [eventId]);
    for (const [i, table] of TABLES.entries())
      await tx.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        read.tables[i],
      ]);
  });
}

/** Nothing but the word where it went remains. */
async function leave(from: Database, eventId: string, epoch: number): Promise<void> {
  await from.transaction(async tx => {
    const still = await tx.query('select from event where event_id = $1 and closed and epoch = $2 for update', [
      eventId,
      epoch,
    ]);
    if (still.rowCount === 0) return;
    for (const table of [...TABLES, 'event']) await tx.query(`delete from ${table} where event_id = $1`, [eventId]);
  });
}

/** Moves that somebody has begun on this node. */
export async function begun(from: Database): Promise<{ eventId: string; to: string }[]> {
  const { rows } = await from.query<{ eventId: string; to: string }>(
    `select event_id as "eventId", node as to from moved join event using (event_id)`,
  );
  return rows;
}
