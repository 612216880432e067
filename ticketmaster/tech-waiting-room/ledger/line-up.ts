import type { Redis } from 'ioredis';
import { roomOf } from './keys.ts';
import { called, script } from './scripts.ts';

const LINE_UP = script('line-up');

export type LineUp = (
  eventId: string,
  list: string,
  done: number,
  visitorIds: readonly string[],
) => Promise<number | 'NO_ROOM'>;

/**
 * Puts visitors of a fixed list, 500 at most, into the line of an event as if they had joined in that order, and answers how many of the list are
 * in it now. `done` says how many were; where that is wrong nothing is done. So a list is lined up by
 *
 *   for (let done = 0; done < list.length; ) done = await lineUp(eventId, name, done, list.slice(done, done + 500))
 *
 * whoever began it, however often, and with others at it. Only for a line that is in Redis, too (`lineOf`).
 */
export function redisLineUp(redis: Redis, lineOf: (eventId: string) => string, now?: () => number): LineUp {
  redis.defineCommand('roomLineUp', { lua: LINE_UP, numberOfKeys: 2 });
  return async (eventId, list, done, visitorIds) => {
    const args = [roomOf(eventId), lineOf(eventId), now?.() ?? '', list, done, ...visitorIds];
    const answer = (await called(redis, 'roomLineUp', ...args)) as number;
    return answer === -1 ? 'NO_ROOM' : answer;
  };
}
