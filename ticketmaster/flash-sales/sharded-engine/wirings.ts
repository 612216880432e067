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

/** All but the last break a promise, and are for who starts the servers with ALLOW_UNSAFE=1. */
export function wiringNamed(name: string, allowUnsafe: boolean): Wiring {
  if (!Object.hasOwn(wirings, name))
    throw new Error(`WIRING must be one of ${Object.keys(wirings).join(', ')}, got '${name}'`);
  if (name !== 'protected' && !allowUnsafe)
    throw new Error(`WIRING=${name} breaks promises on purpose: set ALLOW_UNSAFE=1, too`);
  return wirings[name as WiringName];
}
