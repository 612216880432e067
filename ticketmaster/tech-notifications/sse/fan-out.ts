import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

/** Tells the other servers whom to look after. At most once: what is lost here, the sweep finds. */
export interface FanOut {
  /** Never throws and is not waited for. */
  publish(visitorIds: readonly string[]): void;
  /** What is done with the visitors that another server names. */
  subscribe(heard: (visitorIds: string[]) => void): void;
  close(): void;
}

const AT_ONCE = 1_000; // visitors in one message, which is then 67 kB at most

/**
 * By Redis pub/sub: `PUBLISH`, and `SUBSCRIBE` on a connection of its own. A message holds names only. Admission tokens stay in
 * PostgreSQL: whoever listens in learns who was let in, not how to get in; and whoever writes here makes servers look, and no more.
 */
export function redisFanOut(url: string, channel: string): FanOut {
  const self = randomUUID();
  const publisher = connect(url, { enableOfflineQueue: false }); // nothing waits for Redis to come back
  const subscriber = connect(url, { autoResubscribe: true });
  subscriber.subscribe(channel).catch(() => {}); // waits while Redis is away, and fails when we close

  return {
    publish(visitorIds) {
      for (let from = 0; from < visitorIds.length; from += AT_ONCE) {
        const message = JSON.stringify({ from: self, visitors: visitorIds.slice(from, from + AT_ONCE) });
        publisher.publish(channel, message).catch(() => {});
      }
    },

    subscribe(heard) {
      subscriber.on('message', (_channel, message) => {
        const { from, visitors } = parsed(message);
        if (from !== self && Array.isArray(visitors)) heard(visitors.filter(name => typeof name === 'string'));
      });
    },

    close() {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

/** A connection that comes back by itself, with a pause that grows to a second and is never the same twice. */
function connect(url: string, options: { enableOfflineQueue?: boolean; autoResubscribe?: boolean }): Redis {
  const redis = new Redis(url, {
    ...options,
    connectTimeout: 3_000,
    maxRetriesPerRequest: null,
    retryStrategy: attempts => Math.min(1_000, 50 * attempts) * (0.5 + Math.random()),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) console.error(`Redis is away, the sweep does its work: ${error.message || error.name}`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) console.error('Redis is back');
    away = false;
  });
  return redis;
}

function parsed(message: string): { from?: unknown; visitors?: unknown } {
  try {
    return JSON.parse(message) ?? {};
  } catch {
    return {};
  }
}
