import { randomUUID } from 'node:crypto';
import { connectToRedis } from '@ticketmaster/redis/connect';
import type { Redis } from 'ioredis';

/** Tells the other servers whom to look after. At most once: what is lost here, the sweep finds. */
export interface FanOut {
  /** Never throws and is not waited for. */
  publish(visitorIds: readonly string[]): void;
  /** What is done with the visitors that another server names. */
  subscribe(heard: (visitorIds: string[]) => void): void;
}

const AT_ONCE = 1_000; // visitors in one message, which is then 67 kB at most

/**
 * By Redis pub/sub: `PUBLISH`, and `SUBSCRIBE` on a connection of its own. A message holds names only. Admission tokens stay in
 * PostgreSQL: whoever listens in learns who was let in, not how to get in; and whoever writes here makes servers look, and no more.
 * @message news-for-visitors over redis-pubsub `{schema}:admitted` of the lesson, `{schema}:messages` of the real implementation
 * @field from the process that sends, which passes over its own
 * @field visitors their ids, a thousand at most
 * @says Visitors have news: whoever holds their streams looks into the outbox.
 * @lost The sweep finds it, `sweepMs` later.
 * @twice A second look finds nothing new.
 * @sends news-for-visitors
 * @hears news-for-visitors
 */
export function redisFanOut({ publisher, subscriber }: RedisPair, channel: string): FanOut {
  const self = randomUUID();
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
  };
}

/** The two connections that this takes; whoever makes them closes them, after the channel. */
export interface RedisPair {
  publisher: Redis;
  subscriber: Redis;
}

export function connectForFanOut(url: string): RedisPair & { close(): void } {
  const meanwhile = 'the sweep does its work';
  const publisher = connectToRedis(url, { enableOfflineQueue: false }, meanwhile); // nothing waits for Redis to come back
  const subscriber = connectToRedis(url, { autoResubscribe: true, commandTimeout: undefined }, meanwhile);
  const close = () => {
    publisher.disconnect();
    subscriber.disconnect();
  };
  return { publisher, subscriber, close };
}

function parsed(message: string): { from?: unknown; visitors?: unknown } {
  try {
    return JSON.parse(message) ?? {};
  } catch {
    return {};
  }
}
