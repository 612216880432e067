import { Redis } from 'ioredis';

/**
 * A connection that comes back by itself, with a pause that grows to a second and is never the same twice. While Redis is away a
 * command waits for it, 3 s at most.
 */
export function connectToRedis(url: string): Redis {
  const redis = new Redis(url, {
    commandTimeout: 3_000,
    connectTimeout: 3_000,
    maxRetriesPerRequest: null, // commandTimeout ends the wait
    retryStrategy: attempts => Math.min(1_000, 50 * attempts) * (0.5 + Math.random()),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) console.error(`Redis is away: ${error.message || error.name}`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) console.error('Redis is back');
    away = false;
  });
  return redis;
}
