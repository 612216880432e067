import { join } from 'node:path';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Log, LogEntry } from './orchestrator.ts';

export const sagaTables = join(import.meta.dirname, 'saga.sql');

/** Who works on a saga holds this lock; see alone() of the PostgreSQL part. */
export const lockOf = (orderId: string) => `saga ${orderId}`;

/** The log of one order. `here` is a connection outside any transaction, and that of its local steps. */
export function sagaLog(here: Connection, orderId: string): Log {
  const put = ({ step, state, why = '' }: LogEntry) =>
    here.query(
      `insert into saga (order_id, step, state, why) values ($1, $2, $3, $4)
           on conflict (order_id) do update
          set step = excluded.step, state = excluded.state, why = excluded.why, updated_at = now()`,
      [orderId, step, state, why],
    );

  return {
    async last() {
      const { rows } = await here.query<LogEntry>('select step, state, why from saga where order_id = $1', [orderId]);
      return rows[0];
    },

    async write(entry, effect) {
      if (!effect) return void (await put(entry));
      await here.query('begin');
      try {
        await effect();
        await put(entry);
        await here.query('commit');
      } catch (error) {
        await here.query('rollback').catch(() => {});
        throw error;
      }
    },
  };
}

/**
 * Forgets sagas that ended before that instant; answers how many. Not too soon: the row of one that was undone is what tells that an
 * authorization which arrives late is to be given back.
 */
export async function forgetEnded(db: Connection, before: Date): Promise<number> {
  const { rowCount } = await db.query(`delete from saga where state in ('done', 'undone') and updated_at < $1`, [
    before,
  ]);
  return rowCount!;
}
