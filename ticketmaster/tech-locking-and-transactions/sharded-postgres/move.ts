import { Contended, Problem } from '@ticketmaster/common/problem';
import type { Checkpoint } from '@ticketmaster/locking/box-office';
import { pause } from '@ticketmaster/locking/retrying';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import type { Finding } from './finding.ts';
import { ifUp, type Node, whoHas } from './nodes.ts';

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
 * call, or finish(), ends it. False where the event is there already; undefined for an event that is nowhere.
 */
export async function move(
  nodes: readonly Node[],
  { at }: Finding,
  eventId: string,
  to: string,
  reached: Checkpoint = () => {},
  steps = carefully,
): Promise<boolean | undefined> {
  const target = named(nodes, to);
  const source = await at(eventId, whoHas(eventId));
  if (!source || source === target) return source && false;
  return carry(source, target, eventId, reached, steps);
}

/** Whether a move that has begun and not ended is to be ended; `move` names it. */
export type IsLeft = (move: string) => boolean;

/**
 * What was there at the last look, too: its mover has had the time between the looks, and is dead or slow. One that is at work is left alone,
 * though to help it would do no harm. `look` is handed what to ask at this look.
 */
export function seenTwice(): <T>(look: (isLeft: IsLeft) => Promise<T>) => Promise<T> {
  let before = new Set<string>();
  return look => {
    const [last, now] = [before, new Set<string>()];
    before = now;
    return look(move => {
      now.add(move);
      return last.has(move);
    });
  };
}

/** Ends the moves that somebody has begun on this node and may have died of, if `isLeft`; those whose nodes do not answer are left for later. */
export async function finish(nodes: readonly Node[], source: Node, isLeft: IsLeft): Promise<number> {
  const { rows } = await source.db.query<{ eventId: string; to: string; epoch: number }>(
    `select event_id as "eventId", node as to, moved.epoch from moved join event using (event_id)`,
  );
  let finished = 0;
  for (const { eventId, to } of rows.filter(({ eventId, epoch }) => isLeft(`${eventId} ${epoch}`)))
    if (await ifUp(carry(source, named(nodes, to), eventId, () => {}, carefully))) finished++;
  return finished;
}

function named(nodes: readonly Node[], name: string): Node {
  const node = nodes.find(one => one.name === name);
  if (node) return node;
  throw new Problem(404, 'not-found', `there is no node ${name}; there are ${nodes.map(one => one.name).join(', ')}`);
}

/** False where somebody else has carried it off meanwhile. */
async function carry(from: Node, to: Node, eventId: string, reached: Checkpoint, steps: typeof carefully) {
  const epoch = await steps.announce(from.db, eventId, to.name);
  if (epoch === undefined) return false;
  await reached('announced');
  await steps.close(from.db, eventId, epoch);
  await reached('closed');
  await steps.copy(from.db, to.db, eventId, epoch);
  await reached('copied');
  await steps.leave(from.db, eventId, epoch);
  await reached('left');
  return true;
}

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
  const read = await from.transaction(tx => rowsOf(tx, eventId, epoch), 'repeatable read');
  if (!read) return; // it has left
  await to.transaction(async tx => {
    await clear(tx, eventId, 'epoch < $2', epoch); // of a move from here that has come to its end, all but leaving
    const { rowCount: isNew } = await tx.query(
      'insert into event (event_id, price_cents, epoch) values ($1, $2, $3) on conflict do nothing',
      [eventId, read.cents, epoch],
    );
    if (!isNew) return; // another mover was faster
    const { rowCount: gone } = await tx.query('select from moved where event_id = $1 and epoch >= $2', [
      eventId,
      epoch,
    ]);
    if (gone) return void (await tx.query('delete from event where event_id = $1', [eventId])); // we come too late
    await tx.query('delete from moved where event_id = $1', [eventId]);
    for (const [i, table] of TABLES.entries())
      await tx.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        read.tables[i],
      ]);
  });
}

async function rowsOf(tx: Connection, eventId: string, epoch: number) {
  const { rows } = await tx.query<{ cents: number }>(
    'select price_cents as cents from event where event_id = $1 and closed and epoch = $2',
    [eventId, epoch],
  );
  if (!rows[0]) return undefined;
  const tables: string[] = [];
  for (const table of TABLES) {
    const sql = `select coalesce(json_agg(one), '[]')::text as all from ${table} as one where event_id = $1`;
    tables.push((await tx.query<{ all: string }>(sql, [eventId])).rows[0]!.all);
  }
  return { cents: rows[0].cents, tables };
}

/** Nothing but the word where it went remains. */
const leave = (from: Database, eventId: string, epoch: number): Promise<void> =>
  from.transaction(tx => clear(tx, eventId, 'epoch = $2', epoch));

/** Deletes an event that is closed here, if it is of that epoch. */
async function clear(tx: Connection, eventId: string, ofEpoch: string, epoch: number): Promise<void> {
  const { rowCount } = await tx.query(`select from event where event_id = $1 and closed and ${ofEpoch} for update`, [
    eventId,
    epoch,
  ]);
  if (!rowCount) return;
  for (const table of [...TABLES, 'event']) await tx.query(`delete from ${table} where event_id = $1`, [eventId]);
}

export const carefully = { announce, close, copy, leave };
