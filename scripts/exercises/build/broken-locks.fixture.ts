// The lab's own lock with one thing changed: each of these breaks one promise, and keeps those before it.
import {
  type Lock,
  type LockAll,
  redisLocks,
} from '../../../ticketmaster/tech-locking-and-transactions/redlock/lock.ts';
import {
  type LockPromised,
  type LockUnderTest,
  lockUnderTest,
} from '../../../ticketmaster/tech-locking-and-transactions/redlock/lock-promises.ts';
import type { RedisVoter } from '../../../ticketmaster/tech-locking-and-transactions/redlock/voters.ts';

export function brokenLocks(voters: RedisVoter[]): Record<LockPromised, LockUnderTest> {
  const butEach = (change: (voter: RedisVoter) => Partial<RedisVoter>) =>
    lockUnderTest(voters.map(voter => ({ ...voter, ...change(voter) })));
  return {
    excludes: butEach(() => ({ take: async () => true })), // asks nobody
    isAllOrNothing: keepsAPart(voters),
    endsWithItsLease: butEach(({ redis }) => ({
      take: async (key, value) => (await redis.set(key, value, 'NX')) === 'OK',
    })),
    releasesOnlyItsOwn: butEach(remembersThatItWasOurs),
    isRenewedForAWhile: butEach(() => ({ extend: async () => false })),
    renewsOnlyItsOwn: butEach(({ redis }) => ({
      extend: async (key, _value, leaseMs) => (await redis.pexpire(key, leaseMs)) === 1,
    })),
    queuesWhateverTheOrder: lockUnderTest(voters, lockAll => lockAll),
  };
}

/** Answers undefined, and forgets those that it got. */
function keepsAPart(voters: RedisVoter[]): LockUnderTest {
  return {
    voters,
    async lock(options, keys, asked = voters) {
      const lockAll: LockAll = redisLocks(asked, options);
      const got: Lock[] = [];
      for (const key of keys.toSorted()) {
        const lock = await lockAll([key]);
        if (!lock) return undefined;
        got.push(lock);
      }
      return {
        held: () => got.every(lock => lock.held()),
        release: async () => void (await Promise.all(got.map(lock => lock.release()))),
      };
    },
  };
}

/** Deletes the key because it took it once, and does not ask whose it is now. */
function remembersThatItWasOurs({ redis, take }: RedisVoter): Partial<RedisVoter> {
  const ours = new Set<string>();
  return {
    async take(key, value, leaseMs) {
      const is = await take(key, value, leaseMs);
      if (is) ours.add(value);
      return is;
    },
    release: async (key, value) => ours.delete(value) && (await redis.del(key)) === 1,
  };
}
