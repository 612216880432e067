import { expect, it } from 'vitest';
import { shardOf } from './shard.ts';

const events = (name: (nth: number) => string) => Array.from({ length: 3_000 }, (_, nth) => name(nth));

it('is the same in each process and for ever: an event that was on another shard yesterday would be sold anew', () => {
  expect(['event-1', 'event-2', 'event-3', 'event-4'].map(eventId => shardOf(eventId, 3))).toEqual([1, 1, 2, 2]);
});

it.each([
  ['a counter', (nth: number) => `event-${nth}`],
  ['a day', (nth: number) => `2026-11-${nth}-madison-square-garden`],
  ['a UUID of its time', () => crypto.randomUUID()],
])('gives each shard its share of events that are named by %s', (_what, name) => {
  for (const shards of [2, 3]) {
    const counts = Array.from({ length: shards }, () => 0);
    for (const eventId of events(name)) counts[shardOf(eventId, shards)]!++;
    for (const count of counts) {
      expect(count).toBeGreaterThan((0.9 * 3_000) / shards);
      expect(count).toBeLessThan((1.1 * 3_000) / shards);
    }
  }
});
