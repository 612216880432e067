import { setTimeout as sleep } from 'node:timers/promises';

/** One Redis server, which knows nothing of the others. Each verb rejects when the server does not answer in time. */
export interface Voter {
  /** False when somebody has the key. */
  take(key: string, value: string, leaseMs: number): Promise<boolean>;
  /** False when the key is not, or no longer, ours. */
  extend(key: string, value: string, leaseMs: number): Promise<boolean>;
  /** Leaves what is not ours. */
  release(key: string, value: string): Promise<boolean>;
}

export interface Lock {
  /** False from the moment on at which somebody else may have it. True says that this was so a moment ago, and no more. */
  held(): boolean;
  /** Ends the renewal and gives the lock back, where it is still ours. */
  release(): Promise<void>;
}

export interface LockOptions {
  /** How long a server keeps the lock for us after each sign of life: so long is a seat stuck when we die. */
  leaseMs: number;
  /** The lease is renewed while the work goes on, yet no lock lasts longer than this: who hangs must not keep a seat for ever. */
  holdMs: number;
  /** How long to try to get locks that somebody has. */
  waitMs: number;
  /** About how long to pause between two tries: never the same twice, so that rivals do not meet again and again. */
  retryMs?: number;
  /**
   * Milliseconds that never go back. performance.now() counts on while the process is stopped, but on Linux not while the machine sleeps:
   * whoever wakes up then believes in a lease that ended, and only the fencing token keeps them out.
   */
  now?: () => number;
}

/** Takes a lock for each key; undefined, and none is kept, when one cannot be got within `waitMs`. */
export type LockAll = (keys: string[]) => Promise<Lock | undefined>;

/** Two who want A+B and B+A queue when both begin with A; else each has what the other waits for. */
export const inOrder =
  (lockAll: LockAll): LockAll =>
  keys =>
    lockAll(keys.toSorted());

/**
 * Redlock: a lock that is held where a majority of independent Redis servers says so. With one server it is the plain Redis lock.
 *
 *   take     SET NX PX    a random value, at all servers at once; ours when a majority said OK, and soon enough
 *   renew    extend.lua   at all, every third of the lease
 *   release  release.lua  at all, also those that said no or nothing: the answer may have been lost, not the lock
 *
 * The lease counts from before the first server was asked, less what clocks may drift apart: validity = TTL − elapsed − drift.
 */
export function redisLocks(voters: Voter[], options: LockOptions): LockAll {
  const { leaseMs, holdMs, waitMs, retryMs = 20, now = () => performance.now() } = options;
  const quorum = Math.floor(voters.length / 2) + 1;
  const driftMs = leaseMs * 0.01 + 2;

  /** Until when a majority keeps the lock for us; undefined without a majority, or when it took too long to find one. */
  async function votedUntil(ask: (voter: Voter) => Promise<boolean>): Promise<number | undefined> {
    const until = now() + leaseMs - driftMs;
    const votes = await Promise.allSettled(voters.map(ask));
    const yes = votes.filter(vote => vote.status === 'fulfilled' && vote.value).length;
    return yes >= quorum && now() < until ? until : undefined;
  }

  async function releaseAll(key: string, value: string): Promise<void> {
    await Promise.allSettled(voters.map(voter => voter.release(key, value)));
  }

  async function acquire(key: string, deadline: number): Promise<Lock | undefined> {
    const value = crypto.randomUUID();
    for (;;) {
      const until = await votedUntil(voter => voter.take(key, value, leaseMs));
      if (until !== undefined) return renewed(key, value, until);
      await releaseAll(key, value);
      const pauseMs = retryMs * (0.5 + Math.random());
      if (now() + pauseMs > deadline) return undefined;
      await sleep(pauseMs);
    }
  }

  function renewed(key: string, value: string, firstUntil: number): Lock {
    let until = firstUntil;
    const lastRenewal = now() + holdMs - leaseMs;
    async function renew(): Promise<void> {
      if (now() > lastRenewal || now() >= until) return clearInterval(renewal);
      until = (await votedUntil(voter => voter.extend(key, value, leaseMs))) ?? until;
    }
    const renewal = setInterval(() => void renew(), leaseMs / 3).unref();
    return {
      held: () => now() < until,
      release() {
        clearInterval(renewal);
        return releaseAll(key, value);
      },
    };
  }

  return async function lockInTurn(keys) {
    const deadline = now() + waitMs;
    const locks: Lock[] = [];
    const all: Lock = {
      held: () => locks.every(lock => lock.held()),
      async release() {
        await Promise.all(locks.map(lock => lock.release()));
      },
    };
    for (const key of keys) {
      const lock = await acquire(key, deadline);
      if (!lock) {
        await all.release();
        return undefined;
      }
      locks.push(lock);
    }
    return all;
  };
}
