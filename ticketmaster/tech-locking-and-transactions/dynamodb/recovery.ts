import { setTimeout as sleep } from 'node:timers/promises';
import { PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Checkpoint, Outcome } from '@ticketmaster/locking/box-office';
import { writeAll } from './batches.ts';
import { orderLog, type PendingOrder, pendingIn } from './order-log.ts';
import { outcomeOf, paymentItem, storedOrder, ticketItems } from './orders.ts';
import { releaseSeat } from './seat-locks.ts';
import { PENDING, type Table } from './table.ts';

/** How long an order is left to whoever is at work on it, by a clock that is passed in. */
export interface Lease {
  leaseMs: number;
  /** ms since 1970. */
  now(): number;
}

/** For the lease of somebody whose clock is far ahead. */
const MAX_WAIT_MS = 10_000;

/**
 * DynamoDB knows no session that ends with its process. So an order has a holder and a lease, and when the lease is over anybody may take
 * it over. Clocks decide only who is polite. What keeps a holder who was paused from doing harm are the conditions of its writes:
 *
 *   The order is written by its holder alone, and a takeover makes another its holder.
 *   A seat is taken only at the version that was seen, and undoing an order moves the versions of all its seats on.
 *   Money and tickets are written once the order is SOLD; whoever writes them then writes the same.
 */
export function recovery(table: Table, { leaseMs, now }: Lease) {
  const log = orderLog(table);

  /** Frees the first so many seats of an order, all unless told otherwise, and then forgets the order. */
  async function undo(order: PendingOrder, seats = order.seatIds.length): Promise<void> {
    for (let nth = 0; nth < seats; nth++) await releaseSeat(table, order, nth);
    await log.drop(order);
  }

  /** Takes the money and issues the tickets of an order that is SOLD. */
  async function finish(order: PendingOrder, reached: Checkpoint = () => {}): Promise<Outcome> {
    await table.dynamodb.send(new PutItemCommand({ TableName: table.name, Item: paymentItem(order) }));
    await reached('money taken');
    await writeAll(table, ticketItems(order));
    await reached('tickets issued');
    await log.confirm(order);
    await reached('confirmed');
    return outcomeOf({ ...order, orderStatus: 'CONFIRMED' });
  }

  /** Finishes or undoes an order whose lease is over; false where somebody else did. */
  async function settle(seen: PendingOrder): Promise<boolean> {
    const order = await log.takeOver(seen, now() + leaseMs);
    if (order?.orderStatus === 'SOLD') await finish(order);
    else if (order) await undo(order);
    return order !== undefined;
  }

  /** Waits until the lease of each pending order is over, and settles those that nobody has ended by then; answers how many. */
  async function recover(): Promise<number> {
    let settled = 0;
    for await (const { Items = [] } of paginateScan(
      { client: table.dynamodb },
      { TableName: table.name, IndexName: PENDING },
    )) {
      for (const { pk } of Items) {
        const item = await storedOrder(table, pk!.S!.slice('ORDER#'.length));
        const order = item && pendingIn(item);
        if (!order) continue; // the index is a moment behind
        await sleep(Math.max(0, Math.min(order.leaseUntil - now(), MAX_WAIT_MS)));
        if (await settle(order)) settled++;
      }
    }
    return settled;
  }

  return { undo, finish, settle, recover };
}
