import { env } from '@ticketmaster/common/env';
import { openDatabase } from '@ticketmaster/locking-store/database';
import { expect, it, onTestFinished } from 'vitest';
import type { LogEntry } from './orchestrator.ts';
import { forgetEnded, sagaLog, sagaTables } from './saga-log.ts';

it('forgets sagas that ended a day ago, and none that somebody may still have to end', async () => {
  const db = await openDatabase(env.text('PG_URL'), 'locking_saga_log', [sagaTables]);
  onTestFinished(() => db.close());
  async function left(state: LogEntry['state'], hoursAgo: number) {
    const orderId = crypto.randomUUID();
    const log = sagaLog(db, orderId);
    await log.write({ step: 'reserve', state });
    const then = new Date(Date.now() - hoursAgo * 3_600_000);
    await db.query('update saga set updated_at = $2 where order_id = $1', [orderId, then]);
    return async () => (await log.last())?.state;
  }
  const [done, undone] = [await left('done', 25), await left('undone', 25)];
  const [doing, undoing, recent] = [await left('doing', 25), await left('undoing', 25), await left('undone', 23)];
  expect(await forgetEnded(db, new Date(Date.now() - 24 * 3_600_000))).toBeGreaterThanOrEqual(2);
  expect([await done(), await undone()]).toEqual([undefined, undefined]);
  expect([await doing(), await undoing(), await recent()]).toEqual(['doing', 'undoing', 'undone']);
});
