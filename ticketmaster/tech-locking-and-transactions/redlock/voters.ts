import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Voter } from './lock.ts';

const lua = (name: string) => readFileSync(join(import.meta.dirname, `${name}.lua`), 'utf8');
const extend = lua('extend');
const release = lua('release');

export interface RedisVoter extends Voter {
  redis: Redis;
}

/**
 * Connects to Redis servers, each on its own, as ones that vote. One that is away says nothing at once, and one that hangs after
 * `patienceMs`: little beside the lease. Nothing is sent late: a lock that was wanted a second ago is not wanted any more.
 */
export async function connectVoters(urls: string[], patienceMs = 250): Promise<RedisVoter[]> {
  const voters = urls.map((url): RedisVoter => {
    const redis = connect(url, patienceMs);
    return {
      redis,
      take: async (key, value, leaseMs) => (await redis.set(key, value, 'PX', leaseMs, 'NX')) === 'OK',
      extend: async (key, value, leaseMs) => (await redis.eval(extend, 1, key, value, leaseMs)) === 1,
      release: async (key, value) => (await redis.eval(release, 1, key, value)) === 1,
    };
  });
  await Promise.all(voters.map(({ redis }) => redis.connect().catch(() => {}))); // it goes on trying by itself
  return voters;
}

function connect(url: string, patienceMs: number): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 1_000,
    commandTimeout: patienceMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: attempts => Math.min(1_000, 50 * attempts) * (0.5 + Math.random()),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) console.error(`Redis at ${new URL(url).host} is away: ${error.message || error.name}`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) console.error(`Redis at ${new URL(url).host} is back`);
    away = false;
  });
  return redis;
}
