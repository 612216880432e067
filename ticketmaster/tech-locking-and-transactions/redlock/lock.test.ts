import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { type LockOptions, redisLocks, type Voter } from './lock.ts';
import { lockPromises, lockUnderTest } from './lock-promises.ts';
import { serversFrom } from './servers.ts';
import { connectVoters } from './voters.ts';

const urls = serversFrom(env).redisUrls;
const dead = 'redis://127.0.0.1:1';
const patienceMs = 5_000; // a machine that stands still for a moment is not what is tried here
const five = await connectVoters(urls, patienceMs);
const twoDead = await connectVoters([dead, dead, ...urls.slice(2)], patienceMs);
const threeDead = await connectVoters([...urls.slice(0, 2), dead, dead, dead], patienceMs);
afterAll(() => {
  for (const { redis } of [...five, ...twoDead, ...threeDead]) redis.disconnect();
});

const times: LockOptions = { leaseMs: 5_000, holdMs: 5_000, waitMs: 0 };

describe.concurrent.for([
  ['one Redis', five.slice(0, 1)],
  ['five', five],
  ['five, two of them dead', twoDead],
] as const)('a lock on %s', ([, voters]) => {
  it.for(Object.entries(lockPromises))('%s', ([, check]) => check(lockUnderTest([...voters])));
});

describe('a majority', () => {
  const has = (key: string) => Promise.all(five.map(({ redis }) => redis.exists(key)));

  it('is needed: with three dead of five nobody gets the lock, and nothing is left at the two that live', async () => {
    const key = unique('lock');
    const from = performance.now();
    expect(await redisLocks(threeDead, { ...times, waitMs: 100 })([key])).toBe(undefined);
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(await has(key)).toEqual([0, 0, 0, 0, 0]);
  });

  it('keeps the second out when one server forgets the lock; a single server has no majority to ask', async () => {
    const [alone, key] = [unique('lock'), unique('lock')];
    for (const one of [alone, key])
      expect(await redisLocks(one === alone ? five.slice(0, 1) : five, times)([one])).toBeTruthy();
    await five[0]!.redis.del(alone, key);
    expect(await redisLocks(five.slice(0, 1), times)([alone])).toBeTruthy(); // two owners
    expect(await redisLocks(five, times)([key])).toBe(undefined);
    expect(await has(key)).toEqual([0, 1, 1, 1, 1]); // the first server's vote was given back
  });

  it('is taken and given back everywhere', async () => {
    const key = unique('lock');
    const lock = (await redisLocks(five, times)([key]))!;
    expect(await has(key)).toEqual([1, 1, 1, 1, 1]);
    await lock.release();
    expect(await has(key)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('by a clock that the test sets', () => {
  /** Servers that always say yes, each after `ms`. */
  function slowly(ms: number) {
    let time = 0;
    const given: string[] = [];
    const answers = async () => {
      time += ms;
      return true;
    };
    const release = async (_key: string, value: string) => given.push(value) > 0;
    const voter: Voter = { take: answers, extend: answers, release };
    return { voters: [voter], now: () => time, given, pass: (more: number) => (time += more) };
  }

  it('the lease counts from before the servers were asked, less the drift of their clocks', async () => {
    const { voters, now, pass } = slowly(1_000);
    const lock = (await redisLocks(voters, { ...times, now })(['a']))!;
    pass(5_000 - 1_000 - 52 - 1); // 1 % and 2 ms
    expect(lock.held()).toBe(true);
    pass(1);
    expect(lock.held()).toBe(false);
    await lock.release();
  });

  it('a majority that was found too late is none, and its votes are given back', async () => {
    const { voters, now, given } = slowly(4_949);
    expect(await redisLocks(voters, { ...times, now })(['a'])).toBe(undefined);
    expect(given).toHaveLength(1);
  });
});
