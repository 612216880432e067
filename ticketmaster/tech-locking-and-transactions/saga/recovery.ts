import type { Checkpoint } from '@ticketmaster/locking/box-office';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { OrderPayments } from '@ticketmaster/payments/of-an-order';
import { alone } from '@ticketmaster/postgres/alone';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { saga } from './orchestrator.ts';
import { lockOf, sagaLog } from './saga-log.ts';
import { stepsOfASale } from './steps-of-a-sale.ts';

/** For so long it waits in all: the connection of a process that was killed a moment ago may not have ended yet. */
const PATIENCE_MS = 1_000;

/**
 * Finishes or undoes every sale that nobody works on, and answers how many. Whoever works on one holds its lock, in any process.
 * A sale that cannot be brought to its end is logged, and keeps none of the others from theirs.
 */
export async function recover(
  db: Database,
  paymentsDb: Connection,
  money: OrderPayments,
  stop?: AbortSignal,
): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  let settled = 0;
  for (const orderId of await perhapsLeft(db, paymentsDb)) {
    if (stop?.aborted) break;
    const work = async (here: Connection) =>
      (await settle(here, money, orderId, () => {})) || (await giveBackLate(here, money, orderId));
    const ended = await alone(db, lockOf(orderId), deadline - Date.now(), work).catch(error =>
      console.error(`Order ${orderId} stays open: ${error.message}`),
    );
    if (ended) settled++;
  }
  return settled;
}

/** Finishes or undoes what somebody left half done; false where nothing was. Only for who is alone with the order. */
export async function settle(
  here: Connection,
  money: OrderPayments,
  orderId: string,
  reached: Checkpoint,
): Promise<boolean> {
  const log = sagaLog(here, orderId);
  const entry = await log.last();
  if (!entry || entry.state === 'done' || entry.state === 'undone') return false;
  const order = (await seatStore(here).order(orderId))!;
  const steps = stepsOfASale({ ...order, paymentToken: 'none' }, here, money); // what is left to do needs no card
  await saga(steps, log, reached).resume(entry);
  return true;
}

/** Orders whose saga has not ended, and orders with money set aside. Most of them have somebody who works on them. */
async function perhapsLeft(db: Database, paymentsDb: Connection): Promise<Set<string>> {
  const found = await Promise.all([
    db.query<{ order_id: string }>(`select order_id from saga where state in ('doing', 'undoing')`),
    paymentsDb.query<{ order_id: string }>(`select order_id from payment where status = 'AUTHORIZED'`),
  ]);
  return new Set(found.flatMap(({ rows }) => rows.map(({ order_id }) => order_id)));
}

/** An authorization may come late, from who was thought dead, when its saga is undone: nothing else would give that money back. */
async function giveBackLate(here: Connection, money: OrderPayments, orderId: string): Promise<boolean> {
  if ((await sagaLog(here, orderId).last())?.state !== 'undone') return false;
  return (await money.giveBack(orderId)) > 0;
}
