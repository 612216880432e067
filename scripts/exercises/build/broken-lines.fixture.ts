// The lab's own line with one thing changed: each of these breaks one promise, and keeps those before it.
import type { Redis } from 'ioredis';
import type { Line, OpenLine, Place } from '../../../ticketmaster/tech-waiting-room/contract/line.ts';
import { redisStreamsLine, streamOf } from '../../../ticketmaster/tech-waiting-room/redis-streams/line.ts';

type LineOn = (redis: Redis, options: { leaseMs: number }) => OpenLine;

const but =
  (change: (line: Line, redis: Redis, eventId: string) => Partial<Line>): LineOn =>
  (redis, options) =>
  async eventId => {
    const line = await redisStreamsLine(redis, options)(eventId);
    return { ...line, ...change(line, redis, eventId) };
  };

/** Keeps what was joined in the gate itself until the next call. */
export const outlives = but(line => {
  const own: Place[] = [];
  return {
    join: async place => void own.push(place),
    async next(max) {
      for (const place of own.splice(0)) await line.join(place);
      return line.next(max);
    },
  };
});

/** Hands out the last to join first. */
export const ordered = but(line => ({ next: async max => (await line.next(max)).reverse() }));

/** Looks, and takes nothing. */
export const exclusive = but((_line, redis, eventId) => ({
  async next(max) {
    const entries = await redis.xrange(streamOf(eventId), '-', '+', 'COUNT', max);
    return entries.map(([receipt, [, visitorId, , number]]) => ({
      receipt,
      place: { visitorId: visitorId!, number: Number(number), joinedAt: new Date(0).toISOString() },
    }));
  },
}));

/** Leaves to a dead gate what it held. */
export const redelivers: LineOn = redis => redisStreamsLine(redis, { leaseMs: 3_600_000 });

/** Gives back all that it was handed, acked or not. */
export const empties = but(line => {
  const came: Place[] = [];
  return {
    async next(max) {
      const handed = await line.next(max);
      came.push(...handed.map(({ place }) => place));
      return handed;
    },
    async close() {
      for (const place of came) await line.join(place);
      await line.close();
    },
  };
});

/** Keeps nothing for longer than its server runs. */
export const survivesBrokerRestart: LineOn = (redis, options) => async eventId => {
  const [, run] = /run_id:(\w+)/.exec(await redis.info('server'))!;
  return redisStreamsLine(redis, options)(`${eventId}-${run}`);
};

export const ownLine: LineOn = redisStreamsLine;
