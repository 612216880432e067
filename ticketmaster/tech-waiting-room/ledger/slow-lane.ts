import type { Place } from '@ticketmaster/waiting-room/line';
import type { Redis } from 'ioredis';
import { roomOf } from './keys.ts';
import { called, script } from './scripts.ts';

const [SET_ASIDE, ASIDE] = [script('set-aside'), script('aside')];

/**
 * Places of a room that wait behind all others, in the order in which they joined. They are in the ledger and nowhere else: who leaves, does
 * not show up, or is let in is out of the slow lane by the same step, and a position counts all who are really ahead.
 */
export function slowLane(redis: Redis, now?: () => number) {
  redis.defineCommand('roomSetAside', { lua: SET_ASIDE, numberOfKeys: 1 });
  redis.defineCommand('roomAside', { lua: ASIDE, numberOfKeys: 1 });
  const run = (name: 'roomSetAside' | 'roomAside', eventId: string, ...args: (string | number)[]) =>
    called(redis, name, roomOf(eventId), now?.() ?? '', ...args);
  return {
    /** Moves those of `places` that wait into it. Again is harmless. */
    async setAside(eventId: string, places: readonly Place[]): Promise<void> {
      if (places.length) await run('roomSetAside', eventId, ...places.flatMap(one => [one.visitorId, one.number]));
    },

    /** The first `max` in it. They stay in it until the ledger admits them. */
    async front(eventId: string, max: number): Promise<Place[]> {
      return placesOf((await run('roomAside', eventId, max)) as string[]);
    },
  };
}

export type SlowLane = ReturnType<typeof slowLane>;

/** Visitor, number and time of the join, for each, as the scripts answer them. */
export const placesOf = (flat: string[]): Place[] =>
  Array.from({ length: flat.length / 3 }, (_, i) => {
    const [visitorId, number, joinedAt] = flat.slice(3 * i);
    return { visitorId: visitorId!, number: Number(number), joinedAt: new Date(Number(joinedAt)).toISOString() };
  });
