import type { Redis } from 'ioredis';
import { roomOf } from './keys.ts';
import { called, script } from './scripts.ts';

const CLAIM = script('claim');

/**
 * One place in an event's line for each key, such as a device's. Answers whether that visitor may have it: not while another has a place by
 * the same key, or claimed it ten seconds ago at most and has not joined yet. A claim ends with its place, and after a day. One round trip.
 */
export function placeClaims(redis: Redis, now?: () => number) {
  redis.defineCommand('roomClaim', { lua: CLAIM, numberOfKeys: 1 });
  return async (eventId: string, key: string, visitorId: string): Promise<boolean> =>
    (await called(redis, 'roomClaim', roomOf(eventId), now?.() ?? '', visitorId, key)) === 1;
}
