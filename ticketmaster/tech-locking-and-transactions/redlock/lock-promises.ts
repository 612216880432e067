import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { inOrder, type Lock, type LockOptions, redisLocks, type Voter } from './lock.ts';
import type { RedisVoter } from './voters.ts';

/** A lock to be put to the test. */
export interface LockUnderTest {
  voters: RedisVoter[];
  /** Locks all the keys, or none, at its voters or at those given. */
  lock(options: LockOptions, keys: string[], voters?: Voter[]): Promise<Lock | undefined>;
}

/** Redlock at these voters, with the keys in this order. */
export const lockUnderTest = (voters: RedisVoter[], order = inOrder): LockUnderTest => ({
  voters,
  lock: (options, keys, asked = voters) => order(redisLocks(asked, options))(keys),
});

const short: LockOptions = { leaseMs: 1_500, holdMs: 1_500, waitMs: 0 }; // never renewed; longer than a busy machine stands still
const long: LockOptions = { leaseMs: 10_000, holdMs: 10_000, waitMs: 20_000 };

/** What the lock promises, executable, on keys of its own. */
export const lockPromises = {
  /** One at a time, and in the end everybody. */
  async excludes({ lock }: LockUnderTest) {
    const key = unique('lock');
    let inside = 0;
    const visits = Array.from({ length: 8 }, async () => {
      const mine = await lock(long, [key]);
      assert.ok(mine, 'somebody never got it');
      assert.equal(++inside, 1, 'two have it');
      await sleep(2);
      inside--;
      await mine.release();
    });
    await Promise.all(visits);
  },

  /** Who dies holds up the others for a lease, and no longer. */
  async endsWithItsLease({ lock }: LockUnderTest) {
    const key = unique('lock');
    const dead = (await lock(short, [key]))!;
    assert.equal(await lock(short, [key]), undefined, 'the lease was not kept');
    assert.ok(await lock({ ...short, waitMs: 5_000 }, [key]), 'the lease never ended');
    assert.equal(dead.held(), false);
  },

  /** Who works on for longer than a lease keeps the lock; who never ends does not. */
  async isRenewedForAWhile({ lock }: LockUnderTest) {
    const key = unique('lock');
    const mine = (await lock({ leaseMs: 3_000, holdMs: 6_000, waitMs: 0 }, [key]))!;
    const from = performance.now();
    for (let worked = 0; worked < 3_300; await sleep(50)) {
      worked = performance.now() - from;
      assert.equal(await lock(short, [key]), undefined, 'somebody else got it');
      assert.equal(mine.held(), true);
    }
    assert.ok(await lock({ ...short, waitMs: 10_000 }, [key]), 'it was renewed for ever');
    assert.equal(mine.held(), false);
  },

  /** Who gives a lock back that has gone to somebody else takes it from nobody. */
  async releasesOnlyItsOwn({ lock }: LockUnderTest) {
    const key = unique('lock');
    const late = (await lock(short, [key]))!;
    const heir = (await lock(long, [key]))!;
    await late.release();
    assert.equal(await lock(short, [key]), undefined, 'it gave back what was not its own');
    await heir.release();
  },

  /** Who renews a lock that has gone to somebody else is told, and the other keeps it. */
  async renewsOnlyItsOwn({ lock, voters }: LockUnderTest) {
    const key = unique('lock');
    let time = 0; // by the late one's clock, for which nobody is too slow to see it renew
    const asked = new Set<Voter>();
    const watched = voters.map(voter => ({
      ...voter,
      async extend(key: string, value: string, leaseMs: number) {
        const from = time;
        return voter.extend(key, value, leaseMs).finally(() => from > 0 && asked.add(voter));
      },
    }));
    const late = (await lock({ leaseMs: 600, holdMs: 60_000, waitMs: 0, now: () => time }, [key], watched))!;
    await Promise.allSettled(voters.map(({ redis }) => redis.del(key))); // as a flush or a failover does
    const heir = (await lock({ ...long, waitMs: 0 }, [key]))!;
    time = 300;
    await eventually(() => assert.equal(asked.size, voters.length, 'it renews nothing'));
    time = 600;
    assert.equal(late.held(), false, 'it renewed what was not its own');
    assert.equal(heir.held(), true);
    await Promise.all([late.release(), heir.release()]);
  },

  /** Two who want the same in opposite orders queue. */
  async queuesWhateverTheOrder({ lock }: LockUnderTest) {
    const [one, two] = [unique('lock'), unique('lock')];
    for (let round = 0; round < 5; round++) {
      const wanting = [
        [one, two],
        [two, one],
      ].map(async keys => {
        const both = await lock({ ...long, waitMs: 2_000 }, keys);
        await both?.release();
        return both !== undefined;
      });
      assert.deepEqual(await Promise.all(wanting), [true, true], 'each waited for the other');
    }
  },

  /** Who cannot get all keeps none. */
  async isAllOrNothing({ lock }: LockUnderTest) {
    const [one, two] = [unique('a'), unique('b')];
    const other = (await lock(long, [two]))!;
    assert.equal(await lock({ ...long, waitMs: 50 }, [one, two]), undefined);
    const rest = await lock({ ...long, waitMs: 0 }, [one]);
    assert.ok(rest, 'a part was kept');
    await Promise.all([other.release(), rest.release()]);
  },
};

export type LockPromised = keyof typeof lockPromises;
