import type { Redis } from 'ioredis';
import type { OpenLine } from '../../../../ticketmaster/tech-waiting-room/contract/line.ts';

/**
 * Your line: a broker of your own making, behind the port of the waiting room.
 *
 * Each gate is a process. It calls this with its own connection to a Redis, which is killed and started again at the last level. Whatever
 * is installed may be used as well; only what is in that Redis is tried by its restart.
 *
 * A gate that died has not acked what it was handed. After `leaseMs` another gate may be handed it.
 */
export function lineOn(redis: Redis, { leaseMs }: { leaseMs: number }): OpenLine {
  return async function openLine(eventId) {
    return {
      /** Rejects when it is not certain that the place is in the line. To join again is always right. */
      async join(place) {
        throw new Error(`your turn: join, ${place.visitorId} into the line of ${eventId}, at ${redis.options.port}`);
      },

      /** Up to `max` places, or none if nobody waits; does not wait for any. `receipt` is yours: what you call this handing. */
      async next(max) {
        throw new Error(`your turn: next, up to ${max} places, also those left by a gate that died ${leaseMs} ms ago`);
      },

      /** Takes one or more out of the line: the first of those handed and not acked yet, in their order. */
      async ack(handed) {
        throw new Error(`your turn: ack, ${handed.length} places`);
      },

      /** Leaves; what was handed out and not acked goes back to the line. */
      async close() {
        throw new Error('your turn: close');
      },
    };
  };
}
