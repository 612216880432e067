import { within } from '@ticketmaster/common/within';
import type { Redis } from 'ioredis';
import type { Picture } from './jobs/job-states.ts';

/** Which pictures there are, by what was asked for, for a day since they were last wanted. Redis away is a cache that has nothing. */
export function pictureCache(redis: Redis, prefix: string, { withinMs = 250, lifeSeconds = 86_400 } = {}) {
  const soon = <T>(answer: Promise<T>) => within(withinMs, answer, 'no answer of Redis');
  const nameOf = (key: string) => `${prefix}:picture:${key}`;
  return {
    async get(key: string): Promise<Picture | undefined> {
      const text = await soon(redis.getex(nameOf(key), 'EX', lifeSeconds)).catch(() => null);
      const [, sha256, bytes] = /^([0-9a-f]{64}) (\d+)$/.exec(text ?? '') ?? [];
      return sha256 && bytes ? { sha256, bytes: Number(bytes) } : undefined;
    },
    put: (key: string, { sha256, bytes }: Picture): Promise<unknown> =>
      soon(redis.set(nameOf(key), `${sha256} ${bytes}`, 'EX', lifeSeconds)).catch(() => {}),
    forget: (key: string): Promise<unknown> => soon(redis.del(nameOf(key))).catch(() => {}),
  };
}

export type Cache = ReturnType<typeof pictureCache>;
