import { namedIn } from '@ticketmaster/flash-sales/wirings';

/** How a purchase finds its shard, and what its lock is. */
export interface Wiring {
  /** `event`: the same for everybody. `instance`: each ticket service writes to a shard of its own, as the arrows of the drawing go. */
  shardBy: 'event' | 'instance';
  /** `token`: it ends by itself, and only who took it gives it back. `bare`: SETNX and DEL. */
  lock: 'token' | 'bare';
}

/** The drawing as it is drawn, one mend after the other. */
export const wirings = {
  drawn: { shardBy: 'instance', lock: 'bare' },
  sharded: { shardBy: 'event', lock: 'bare' },
  protected: { shardBy: 'event', lock: 'token' },
} as const satisfies Record<string, Wiring>;

export type WiringName = keyof typeof wirings;

export const wiringNamed = namedIn<Wiring>(wirings);
