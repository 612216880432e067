import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Database, Tables } from '@ticketmaster/locking-books/database';
import type { Line, Log } from './orchestrator.ts';

export const sagaTables: Tables = { file: join(import.meta.dirname, 'saga.sql'), last: 'saga_open' };

/** The log of one order. `here` is a connection outside any transaction, and that of its local steps. */
export function sagaLog(here: Connection, orderId: string): Log {
  const put = ({ step, state, why = '' }: Line) =>
    here.query(
      `insert into saga (order_id, step, state, why) values ($1, $2, $3, $4)
           on conflict (order_id) do update
          set step = excluded.step, state = excluded.state, why = excluded.why, updated_at = now()`,
      [orderId, step, state, why],
    );

  return {
    async last() {
      const { rows } = await here.query<Line>('select step, state, why from saga where order_id = $1', [orderId]);
      return rows[0];
    },

    async write(line, effect) {
      if (!effect) return void (await put(line));
      await here.query('begin');
      try {
        await effect();
        await put(line);
        await here.query('commit');
      } catch (error) {
        await here.query('rollback').catch(() => {});
        throw error;
      }
    },
  };
}

const BUSY: unique symbol = Symbol('busy');

/**
 * Runs `work` while nobody else works on the order, in any process; undefined if somebody has done so for `withinMs`.
 *
 * The lock belongs to the connection, and `work` writes through that connection alone: it ends when the process dies, however it
 * dies, and who has lost it cannot write to the seats any more. A process that hangs keeps it.
 */
export async function alone<T>(
  db: Database,
  orderId: string,
  withinMs: number,
  work: (here: Connection) => Promise<T>,
): Promise<T | undefined> {
  const key = [`saga ${orderId}`];
  async function attempt(here: Connection): Promise<T | typeof BUSY> {
    const { rows } = await here.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as mine', key);
    if (!rows[0]!.mine) return BUSY;
    const unlock = () => here.query('select pg_advisory_unlock(hashtextextended($1, 0))', key);
    try {
      const result = await work(here);
      await unlock();
      return result;
    } catch (error) {
      await unlock().catch(() => {}); // the connection is ended for the error, which takes a moment
      throw error;
    }
  }
  for (const deadline = Date.now() + withinMs; ; ) {
    const result = await db.connected(attempt);
    if (result !== BUSY) return result;
    if (Date.now() > deadline) return undefined;
    await sleep(5 + Math.random() * 20); // without a connection: those who work need them
  }
}
