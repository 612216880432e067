import { describe, it } from 'vitest';
import type { RoomSetup } from './room.fixture.ts';
import { type RoomPromised, roomPromises } from './room-promises.ts';

/** Checks every promise of the room. Broken ones run too, and must fail. */
export function describeRoom(technology: string, setup: RoomSetup, broken: Partial<Record<RoomPromised, string>> = {}) {
  describe(`the waiting room on ${technology}`, () => {
    for (const [name, check] of Object.entries(roomPromises)) {
      const reason = broken[name as RoomPromised];
      const together = { concurrent: true }; // each on an event of its own
      if (reason) it.fails(`${name}: no, ${reason}`, together, () => check(setup));
      else it(name, together, () => check(setup));
    }
  });
}
