import { Redis, type RedisOptions } from 'ioredis';

/** What ioredis takes, apart from how it shapes replies. */
export type Options = Omit<RedisOptions, 'replyMapping'>;

/** The pause in ms before the nth attempt to connect: it grows to a second and is never the same twice. */
export const retryPause = (attempts: number): number => Math.min(1_000, 50 * attempts) * (0.5 + Math.random());

/**
 * A connection that comes back by itself, with a pause that grows to a second and is never the same twice. While Redis is away a command
 * waits for it, 3 s at most; `options` of ioredis say otherwise, and give a `keyPrefix`. It says once that Redis is away, and once that it
 * is back; `meanwhile` tells what that means. Who connects closes: `quit()` when all was answered, or `disconnect()`.
 */
export function connectToRedis(url: string, options: Options = {}, meanwhile = ''): Redis {
  const defaults: Options = {
    commandTimeout: 3_000,
    connectTimeout: 3_000,
    maxRetriesPerRequest: null, // commandTimeout ends the wait
    retryStrategy: retryPause,
  };
  const redis = new Redis(url, { ...defaults, ...options });
  const name = `Redis at ${new URL(url).host}`;
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) console.error(`${name} is away${meanwhile && `, ${meanwhile}`}: ${error.message || error.name}`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) console.error(`${name} is back`);
    away = false;
  });
  return redis;
}
