import { setTimeout as sleep } from 'node:timers/promises';
import { alone } from '@ticketmaster/postgres/alone';
import type { Database } from '@ticketmaster/postgres/database';

/** Who holds this lock lives. `schema`: of the journal, since locks are the whole database's. */
export const lockOf = (schema: string, executorId: string) => `${schema} executor ${executorId}`;

/** How long a start waits for one of the same name that was killed a moment ago. */
const PATIENCE_MS = 1_000;
const LOOK_EVERY_MS = 500;

/**
 * Holds the lock of an executor until the function that it answers is called. Rejects where somebody else holds it. A lock ends with its
 * connection, so one that is lost is taken again as soon as the database is there.
 */
export async function holdName(db: Database, schema: string, executorId: string): Promise<() => Promise<void>> {
  const closing = new AbortController();
  const held = Promise.withResolvers<void>();

  const hold = (withinMs: number) =>
    alone(db, lockOf(schema, executorId), withinMs, async here => {
      held.resolve();
      while (!closing.signal.aborted) {
        await here.query('select 1');
        await sleep(LOOK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => {});
      }
    });

  async function holdAgain(): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(50 + Math.random() * 100);
      await hold(0).catch(() => {});
    }
  }

  const first = hold(PATIENCE_MS);
  await Promise.race([held.promise, first.then(() => refuse(executorId))]); // it ends first where it was never held
  const ended = first.catch(() => {}).then(holdAgain);
  return async () => {
    closing.abort();
    await ended;
  };
}

function refuse(executorId: string): never {
  throw new Error(`An executor named ${executorId} runs already: each server needs an EXECUTOR_ID of its own.`);
}
