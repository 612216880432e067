import type {
  Lock,
  LockAll,
  LockOptions,
  Voter,
} from '../../../../ticketmaster/tech-locking-and-transactions/redlock/lock.ts';

/**
 * Your lock: held where a majority of independent Redis servers says so. What one server does is in voters.ts.
 *
 * Takes a lock for each key, all or none. With `leaseMs`, `holdMs` and `waitMs` as LockOptions says, and time from `now` where it is given.
 */
export function redisLocks(voters: Voter[], options: LockOptions): LockAll {
  return async function lockAll(keys): Promise<Lock | undefined> {
    throw new Error(
      `your turn: redisLocks, ${keys.join(' + ')} at ${voters.length} servers, for ${options.leaseMs} ms`,
    );
    // return {
    //   /** False from the moment on at which somebody else may have it. */
    //   held: () => …,
    //   /** Ends the renewal and gives the lock back, where it is still ours. */
    //   async release() { … },
    // };
  };
}

/** Every lock is taken through this: the place to decide in which order. The last level needs it, and those before do not. */
export const inOrder =
  (lockAll: LockAll): LockAll =>
  keys =>
    lockAll(keys);
