import { repeat } from '@ticketmaster/common/repeat';
import { within } from '@ticketmaster/common/within';
import type { Redis } from 'ioredis';
import type { RoomMode } from '../catalog/shows.ts';

export interface DemandParts {
  redis: Redis;
  modeOf: (eventId: string) => Promise<RoomMode | undefined>;
  /** More holds asked for in a second than this, in one process, switch the room of an `auto` event on. */
  holdsPerSecond: number;
  /** Whether booking is slow: then the room of each `auto` event that anybody wants seats of is switched on, too. */
  isSlow?: () => boolean;
  /** So long it stays on after the last such second. */
  quietMs: number;
  everyMs?: number;
}

const keyOf = (eventId: string) => `real:busy:{${eventId}}`;

/**
 * Whether an event has its waiting room on. For `auto` that is a key in Redis with an end: any process that sees too many come, or books slowly, sets it, and it
 * goes by itself when nobody does any more. While Redis is away what was known holds.
 */
export function demand({ redis, modeOf, holdsPerSecond, isSlow = () => false, quietMs, everyMs = 250 }: DemandParts) {
  const asked = new Map<string, number>(); // in this round
  const busy = new Map<string, { on: boolean; at: number }>();

  async function isBusy(eventId: string): Promise<boolean> {
    const known = busy.get(eventId);
    if (known && Date.now() - known.at < everyMs) return known.on;
    busy.set(eventId, { on: known?.on ?? false, at: Date.now() }); // one look at a time
    if (busy.size > 10_000) busy.delete(busy.keys().next().value!);
    const on = await within(200, redis.exists(keyOf(eventId))).then(
      count => count === 1,
      () => known?.on ?? false,
    );
    busy.set(eventId, { on, at: Date.now() });
    return on;
  }

  const stop = repeat(everyMs, 'Counting who comes', async () => {
    const most = isSlow() ? 0 : (holdsPerSecond * everyMs) / 1_000;
    const hot = [...asked].filter(([, count]) => count > most).map(([eventId]) => eventId);
    asked.clear();
    await Promise.all(hot.map(eventId => redis.set(keyOf(eventId), '1', 'PX', quietMs)));
  });

  return {
    /** Somebody wants a seat. */
    count: (eventId: string) => void asked.set(eventId, (asked.get(eventId) ?? 0) + 1),
    async isOn(eventId: string): Promise<boolean> {
      const mode = await modeOf(eventId);
      return mode === 'hold' || (mode === 'auto' && (await isBusy(eventId)));
    },
    close: stop,
  };
}

export type Demand = ReturnType<typeof demand>;
