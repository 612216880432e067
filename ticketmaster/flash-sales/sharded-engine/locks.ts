import type { LockAll } from '@ticketmaster/locking-redlock/lock';
import { redisLocks } from '@ticketmaster/locking-redlock/lock';
import type { RedisVoter } from '@ticketmaster/locking-redlock/voters';

export const lockOf = (eventId: string, seatId: string): string => `lock:${eventId}:${seatId}`;

/** SET NX PX with a token; the release compares it, in Lua. Nobody waits: granted or denied. */
export const tokenLocks = (voters: RedisVoter[], lockMs: number): LockAll =>
  redisLocks(voters, { leaseMs: lockMs, holdMs: lockMs, waitMs: 0 });

/**
 * The lock as drawn: SETNX, and DEL when the work is over. Nothing ends it but that DEL, and the DEL asks nobody whose lock it is: also who was
 * denied sends it.
 */
export const bareLocks =
  ([voter]: RedisVoter[]): LockAll =>
  async ([key]) => {
    const release = async () => void (await voter!.redis.del(key!));
    const granted = (await voter!.redis.setnx(key!, 'locked')) === 1;
    if (!granted) await release(); // what a `finally` around the whole purchase does
    return granted ? { held: () => true, release } : undefined;
  };
