import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Database } from './database.ts';

const BUSY: unique symbol = Symbol('busy');

/**
 * Runs `work` while nobody else works on what `name` names, in any process; undefined if somebody has done so for `withinMs`.
 *
 * The lock is a session's (pg_advisory_lock), and `work` writes through that session alone: it ends when the process dies, however it dies,
 * and who has lost it cannot write any more. A process that hangs keeps it; of a machine that vanished PostgreSQL hears after 20 s.
 */
export async function alone<T>(
  db: Pick<Database, 'connected'>,
  name: string,
  withinMs: number,
  work: (here: Connection) => Promise<T>,
): Promise<T | undefined> {
  async function attempt(here: Connection): Promise<T | typeof BUSY> {
    const { rows } = await here.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as mine', [name]);
    if (!rows[0]!.mine) return BUSY;
    const unlock = () => here.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
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
