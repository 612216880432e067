import { unavailable } from '@ticketmaster/common/http';
import { type Checkpoint, type Sell, wishOf } from '@ticketmaster/locking/box-office';
import type { Ended } from '../steps.ts';
import type { RestateClient } from './client.ts';

export interface Selling {
  restate: RestateClient;
  service: string;
  /** The checkpoints of those who wait here, by order. */
  points: Map<string, Checkpoint>;
  /** For so long a buyer waits. The sale goes on without them. */
  patienceMs: number;
}

/**
 * Asks Restate to sell, and waits for the answer. The same wish for the same order, while it is under way, is the same call; later it is a new one,
 * which finds the order as it is.
 */
export function sellByRestate({ restate, service, points, patienceMs }: Selling): Sell {
  return async (purchase, reached) => {
    const { orderId } = purchase;
    const crashed = Promise.withResolvers<never>();
    const left = new AbortController();
    const point: Checkpoint = async step => {
      try {
        await reached(step);
      } catch (crash) {
        points.delete(orderId); // it crashes once, and is then gone on with
        crashed.reject(crash);
        throw crash;
      }
    };
    const isFirst = !points.has(orderId);
    if (isFirst) points.set(orderId, point);
    try {
      const path = `${service}/${orderId}/sell`;
      const answer = restate.call<Ended>(path, wishOf(purchase), purchase, patienceMs, left.signal);
      const ended = await Promise.race([answer, crashed.promise]);
      if (ended.status === 'UNDONE') throw unavailable('the payment');
      return ended;
    } finally {
      left.abort();
      if (points.get(orderId) === point) points.delete(orderId);
    }
  };
}
