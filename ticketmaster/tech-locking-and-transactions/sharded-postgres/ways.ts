import { Problem } from '@ticketmaster/common/problem';
import type { Checkpoint, Outcome, Purchase, Sell } from '@ticketmaster/locking/box-office';
import { retrying } from '@ticketmaster/locking/retrying';
import {
  type Found,
  pessimistic,
  type Seats,
  sellInOneTransaction,
  sellTogether,
} from '@ticketmaster/locking-store/in-one-transaction';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import type { Finding } from './finding.ts';
import { type Node, whereabouts, whoHas } from './nodes.ts';

class NotHere extends Error {}

/**
 * The fence: sells only while the event is open on this node, and keeps it so until the transaction ends. `for share` lets other buyers in and
 * keeps the mover out. Who comes after `moved` was written takes no lock: so the mover waits for those who are in, and not for ever.
 */
async function enter(tx: Connection, { eventId }: Purchase): Promise<void> {
  const { rowCount } = await tx.query(
    `select event_id from event
      where event_id = $1 and not closed and not exists (select from moved where event_id = $1)
        for share`,
    [eventId],
  );
  if (rowCount === 1) return;
  if (!(await whereabouts(tx, eventId)).here) throw new NotHere('no such event on this node');
  throw new Problem(503, 'moving', `${eventId} is moving to another node; nothing was done`, { retryable: true });
}

/** What is special to a node: everything else is the family's sale in one transaction. */
export const fenced: Seats = { ...pessimistic, enter };

const noSuchSeat = ({ seatIds }: Purchase): Outcome => ({ status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds });

/** As the nodes' own way, and seat by seat: else two orders for A+B and B+A might lock them in any order, and each wait for the other. */
export const seatBySeat: Seats = {
  ...fenced,
  async find(tx, purchase) {
    const free: Found[] = [];
    const taken: string[] = [];
    for (const seatId of purchase.seatIds.toSorted()) {
      const found = await fenced.find(tx, { ...purchase, seatIds: [seatId] });
      if ('free' in found) free.push(...found.free);
      else taken.push(...found.taken);
    }
    return taken.length ? { taken } : { free };
  },
};

/** Undefined where the event is not. */
async function unlessElsewhere<T>(sale: Promise<T>): Promise<T | undefined> {
  try {
    return await sale;
  } catch (error) {
    if (error instanceof NotHere) return undefined;
    throw error;
  }
}

/** Finds the node of the event, and sells there in one local transaction: no other node is asked, and none need be up. */
export function routed({ at }: Finding, seats = fenced): Sell {
  return async (purchase, reached) => {
    const sell = ({ db }: Node) => unlessElsewhere(sellInOneTransaction(db, seats)(purchase, reached));
    return (await at(purchase.eventId, sell)) ?? noSuchSeat(purchase);
  };
}

/**
 * The same sale, through a router that knows the nodes as partitions. All its statements name the event, so each goes to one node.
 *   select … for update   is sent on and locks on the node, but without its `order by`: the router sorts what is locked already
 *   on conflict           only without a target: the parent has no unique index that could be named
 * The node runs in REPEATABLE READ, whatever is asked for here: who has waited for a row that was changed meanwhile is rolled back (40001) and
 * starts over.
 */
export function overFdw(router: Database, seats = seatBySeat): Sell {
  const sell = retrying(sellInOneTransaction(router, seats));
  return async (purchase, reached) => {
    const outcome = await unlessElsewhere(sell(purchase, reached));
    if (outcome) return outcome;
    if ((await whereabouts(router, purchase.eventId)).movedTo === null) return noSuchSeat(purchase);
    throw new Problem(409, 'moved', `${purchase.eventId} was moved: a hash partition cannot follow it; way=routed can`);
  };
}

/** Orders for several events, all or none. Only where one node has them all: no transaction of PostgreSQL spans two. */
export function together({ at }: Finding) {
  return async (all: Purchase[], reached: Checkpoint): Promise<Outcome[]> => {
    const places = await Promise.all(all.map(({ eventId }) => at(eventId, whoHas(eventId))));
    const missing = all.find((_, i) => !places[i]);
    if (missing) return [noSuchSeat(missing)];
    const [node, ...others] = new Set(places);
    if (others.length) {
      const where = all.map(({ eventId }, i) => `${eventId} is on ${places[i]!.name}`).join(', ');
      throw new Problem(422, 'two-nodes', `one order, one node: ${where}; order for each of them`);
    }
    const sold = await unlessElsewhere(sellTogether(node!.db, fenced)(all.toSorted(byEvent), reached));
    if (!sold) throw new Problem(503, 'moving', 'an event has just moved; nothing was done', { retryable: true });
    return sold;
  };
}

/** Locks are taken in this order, whatever the order of the wish. */
const byEvent = (a: Purchase, b: Purchase) => (a.eventId < b.eventId ? -1 : 1);
