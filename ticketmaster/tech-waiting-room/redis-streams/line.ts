import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handed, OpenLine } from '@ticketmaster/waiting-room/line';
import type { Redis } from 'ioredis';

type Entry = [id: string, fields: string[]];

/** Without any use for so long a line ends, as the ledger does. */
const LIFE_S = 2 * 86_400;

const forgetDeadGates = readFileSync(join(import.meta.dirname, 'forget-dead-gates.lua'), 'utf8');

/** The stream that holds an event's line. The braces keep all keys of an event on one node of a cluster. */
export const streamOf = (eventId: string) => `line:{${eventId}}`;

/**
 * A line kept in one Redis stream per event, shared by gates through a consumer group.
 *
 *   join   XADD        the entry ids are the order; the ledger's join.lua adds the same entry by the step that gives the number
 *   next   XAUTOCLAIM  first, places a dead gate left pending for longer than `leaseMs`
 *          XREADGROUP  then, places nobody has been handed yet
 *   ack    XACK, XDEL  together, so the stream holds only those who still wait
 *   close  XCLAIM      to nobody, and long idle: whoever asks next gets what was handed back
 *
 * Durable as far as Redis is: with `appendfsync everysec` a power failure loses the joins of the last second; kill -9 loses none.
 * @message place-in-redis over redis-stream `line:{{eventId}}`, its own braces included
 * @field number who joined earlier has the smaller one
 * @carries Handed.place
 * @word joinedAt
 * @says A place in the line of one event, kept by a Redis stream.
 * @lost By a power failure the joins of the last second, with `appendfsync everysec`; by kill -9 none.
 * @twice Handed out again after `leaseMs` where a gate died; the ledger admits its visitor once.
 * @sends place-in-redis
 * @hears place-in-redis
 */
export function redisStreamsLine(redis: Redis, { leaseMs = 5_000, forgetAfterMs = 3_600_000 } = {}): OpenLine {
  return async function openLine(eventId) {
    const stream = streamOf(eventId);
    const group = 'gates';
    const gate = crypto.randomUUID();

    async function makeGroup(): Promise<void> {
      await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch(unless('BUSYGROUP'));
      await redis.expire(stream, LIFE_S);
    }

    async function leftByDeadGates(max: number): Promise<Entry[]> {
      const [, entries] = (await redis.xautoclaim(stream, group, gate, leaseMs, '0', 'COUNT', max)) as [
        string,
        Entry[],
      ];
      return entries;
    }

    async function neverHanded(max: number): Promise<Entry[]> {
      if (max === 0) return [];
      const reply = await redis.xreadgroup('GROUP', group, gate, 'COUNT', max, 'STREAMS', stream, '>');
      return (reply as [string, Entry[]][] | null)?.[0]?.[1] ?? [];
    }

    await makeGroup();
    await redis.eval(forgetDeadGates, 1, stream, group, forgetAfterMs); // also their names
    return {
      async join({ visitorId, number, joinedAt }) {
        await redis.xadd(stream, '*', 'visitorId', visitorId, 'number', number, 'joinedAt', Date.parse(joinedAt));
      },

      async next(max) {
        const left = await leftByDeadGates(max).catch(unless('NOGROUP'));
        if (!left) await makeGroup(); // somebody deleted the stream
        const fresh = await neverHanded(max - (left?.length ?? 0));
        return [...(left ?? []), ...fresh].map(handing);
      },

      async ack(handed) {
        const ids = handed.map(({ receipt }) => receipt);
        await redis
          .multi()
          .xack(stream, group, ...ids)
          .xdel(stream, ...ids)
          .exec();
      },

      // Not XGROUP DELCONSUMER alone: it would drop the unacked places instead of passing them on.
      async close() {
        const pending = (await redis.xpending(stream, group, '-', '+', 1_000, gate)) as [id: string][];
        const ids = pending.map(([id]) => id);
        if (ids.length) await redis.xclaim(stream, group, 'handed-back', 0, ...ids, 'IDLE', 86_400_000, 'JUSTID');
        await redis.xgroup('DELCONSUMER', stream, group, gate);
      },
    };
  };
}

function handing([receipt, fields]: Entry): Handed {
  const field = (name: string) => fields[fields.indexOf(name) + 1]!;
  const joinedAt = new Date(Number(field('joinedAt'))).toISOString();
  return { receipt, place: { visitorId: field('visitorId'), number: Number(field('number')), joinedAt } };
}

/** For an error that may come, by its first word; every other is thrown on. */
function unless(code: string) {
  return (error: Error): undefined => {
    if (!error.message.startsWith(code)) throw error;
  };
}
