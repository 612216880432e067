import type { Lock, LockAll } from '@ticketmaster/locking-redlock/lock';

/**
 * The same locks, and of one process only one purchase asks Redis for a key at a time. All others are refused at once: whoever has the key here
 * has it there, too. Else thousands ask Redis for what they cannot have, and the one answer that matters comes too late.
 */
export function oneAsks(lockAll: LockAll): LockAll {
  const ours = new Map<string, 'asking' | Lock>(); // a key is in here while its purchase is
  return async keys => {
    const key = keys.join();
    const there = ours.get(key);
    if (there === 'asking' || there?.held()) return undefined;
    ours.set(key, 'asking');
    const lock = await lockAll(keys).catch(error => {
      ours.delete(key);
      throw error;
    });
    if (!lock) {
      ours.delete(key);
      return undefined;
    }
    ours.set(key, lock);
    return {
      held: lock.held,
      release() {
        if (ours.get(key) === lock) ours.delete(key); // one that was too slow has another's lock before it
        return lock.release();
      },
    };
  };
}
