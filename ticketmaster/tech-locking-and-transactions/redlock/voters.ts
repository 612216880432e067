import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectToRedis, type Options } from '@ticketmaster/redis/connect';
import type { Redis } from 'ioredis';
import type { Voter } from './lock.ts';

const lua = (name: string) => readFileSync(join(import.meta.dirname, `${name}.lua`), 'utf8');
const extend = lua('extend');
const release = lua('release');

/** Nothing waits for a server that is away, and nothing is sent again. Without a `connect()` it does not begin. */
export const impatient = {
  lazyConnect: true,
  connectTimeout: 1_000,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
};

export interface RedisVoter extends Voter {
  redis: Redis;
}

/**
 * Connects to Redis servers, each on its own, as ones that vote. One that is away says nothing at once, and one that hangs after
 * `patienceMs`: little beside the lease. Nothing is sent late: a lock that was wanted a second ago is not wanted any more. With `sentinels`
 * and their `name` it is whoever those say is the primary.
 */
export async function connectVoters(urls: string[], patienceMs = 250, more: Options = {}): Promise<RedisVoter[]> {
  const voters = urls.map(url => voterOf(connectToRedis(url, { ...impatient, commandTimeout: patienceMs, ...more })));
  await Promise.all(voters.map(({ redis }) => redis.connect().catch(() => {}))); // it goes on trying by itself
  return voters;
}

/** One that is connected already, such as through Sentinel. */
export const voterOf = (redis: Redis): RedisVoter => ({
  redis,
  take: async (key, value, leaseMs) => (await redis.set(key, value, 'PX', leaseMs, 'NX')) === 'OK',
  extend: async (key, value, leaseMs) => (await redis.eval(extend, 1, key, value, leaseMs)) === 1,
  release: async (key, value) => (await redis.eval(release, 1, key, value)) === 1,
});
