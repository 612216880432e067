import { unavailable } from '@ticketmaster/common/http';
import type { BoxOffice, Checkpoint, Order, Outcome, Purchase } from '@ticketmaster/locking/box-office';
import { payments } from '@ticketmaster/locking-store/payments';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { Database } from '@ticketmaster/postgres/database';
import { finding } from './finding.ts';
import { type carefully, finish, type IsLeft, move } from './move.ts';
import { homeOf, ifUp, type Node, whereabouts, whoHas } from './nodes.ts';
import { fromEachNode, type Overview, throughRouter } from './overview.ts';
import { overFdw, routed, together } from './ways.ts';

export interface ShardedBoxOffice extends BoxOffice {
  together(all: Purchase[], reached: Checkpoint): Promise<Outcome[]>;
  overview: Record<'routed' | 'fdw', () => Promise<Overview>>;
  /** As move() of move.ts. */
  move(eventId: string, to: string, reached?: Checkpoint, steps?: typeof carefully): Promise<boolean | undefined>;
  /** Ends the moves that somebody has left; all that are not at their end, where it is not said which. */
  recover(isLeft?: IsLeft): Promise<number>;
  /** The name of the node where it is. */
  nodeOf(eventId: string): Promise<string | undefined>;
  /** Resolves while a node answers. */
  ready(): Promise<unknown>;
}

const gone = new Error('the event has moved away: it was on sale');

/** Whole events on several nodes; and beside them a router, which only the way `fdw` needs. */
export function shardedBoxOffice(nodes: readonly Node[], router: Database): Omit<ShardedBoxOffice, 'close'> {
  const find = finding(nodes);
  return {
    ways: { routed: routed(find), fdw: overFdw(router) },
    together: together(find),
    overview: { routed: () => fromEachNode(nodes), fdw: () => throughRouter(router) },
    move: (eventId, to, reached, steps) => move(nodes, find, eventId, to, reached, steps),

    async putOnSale(eventId, seatIds, priceCents) {
      const opened = homeOf(eventId, nodes).db.transaction(async tx => {
        const isNew = await seatStore(tx).putOnSale(eventId, seatIds, priceCents);
        if (isNew && (await whereabouts(tx, eventId)).movedTo !== null) throw gone;
        return isNew;
      });
      return opened.catch(error => {
        if (error === gone) return false;
        throw error;
      });
    },

    nodeOf: async eventId => (await find.at(eventId, whoHas(eventId)))?.name,
    seats: eventId => find.at(eventId, ({ db }) => seatStore(db).seats(eventId)),
    audit: eventId => find.at(eventId, ({ db }) => seatStore(db).auditWith(payments(db, eventId), eventId)),

    /** An order does not say where it is: all are asked. Twice, because it may have moved between the looks. */
    async order(orderId) {
      for (let look = 1; look <= 2; look++) {
        const answers = await Promise.all(nodes.map(({ db }) => ifUp(found(db, orderId))));
        const order = answers.find(answer => answer?.order);
        if (order) return order.order;
        if (answers.includes(undefined)) throw unavailable('a node that may have this order');
      }
      return undefined;
    },

    async forget(before) {
      const forgotten = await Promise.all(nodes.map(({ db }) => ifUp(seatStore(db).forget(before))));
      return forgotten.reduce<number>((sum, count = 0) => sum + count, 0);
    },

    /** A sale is one local transaction, and leaves nothing behind. What is finished here are moves. */
    async recover(isLeft = () => true) {
      let finished = 0;
      for (const node of nodes) finished += (await ifUp(finish(nodes, node, isLeft))) ?? 0;
      return finished;
    },

    async ready() {
      const answers = await Promise.all(nodes.map(({ db }) => ifUp(db.query('select 1'))));
      if (answers.every(answer => !answer)) throw unavailable('any node');
    },
  };
}

const found = async (db: Database, orderId: string): Promise<{ order: Order | undefined }> => ({
  order: await seatStore(db).order(orderId),
});
