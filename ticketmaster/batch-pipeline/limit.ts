import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@ticketmaster/common/problem';
import { within } from '@ticketmaster/common/within';
import type { Response } from 'express';
import type { Redis } from 'ioredis';

export interface Rate {
  perMinute: number;
  atOnce: number;
}

const lua = readFileSync(join(import.meta.dirname, 'limit.lua'), 'utf8');

/**
 * One bucket for each client, shared by all instances through Redis. While Redis is away nobody is refused: what a client can do then is
 * bounded by the length of the queue. Answers are told by RateLimit headers (draft-ietf-httpapi-ratelimit-headers).
 */
export function rateLimit(redis: Redis, prefix: string, { perMinute, atOnce }: Rate) {
  const bucket = (client: string): Promise<[number, number, number, number]> =>
    within(
      250,
      redis.eval(lua, 1, `${prefix}:limit:${client}`, 60_000 / perMinute, atOnce) as Promise<
        [number, number, number, number]
      >,
      'no answer of Redis',
    );
  return {
    /** Throws 429 where the client has to wait; says by headers how it stands. */
    async take(client: string, response: Response): Promise<void> {
      const state = await bucket(client).catch(() => undefined);
      if (!state) return;
      const [taken, left, waitMs, fullMs] = state;
      const seconds = (ms: number) => Math.ceil(ms / 1_000);
      response.setHeader('ratelimit-policy', `"client";q=${atOnce};w=${seconds((60_000 / perMinute) * atOnce)}`);
      response.setHeader('ratelimit', `"client";r=${left};t=${seconds(taken ? fullMs : waitMs)}`);
      if (taken) return;
      response.setHeader('retry-after', `${seconds(waitMs)}`);
      throw new Problem(429, 'too-many-requests', `you may ask ${perMinute} times a minute; nothing was done`, {
        retryable: true,
      });
    },
  };
}

export type RateLimit = ReturnType<typeof rateLimit>;
