import { describe, expect, it } from 'vitest';
import { describeChannel } from './conformance.ts';
import { type Faults, memoryChannel } from './memory-channel.ts';
import { type Promised, promises } from './promises.ts';

describeChannel('memory', memoryChannel());

/** Which promises each fault breaks: the checks must say so, and of no other. */
const caught: Record<keyof Faults, Promised[]> = {
  deliversNothing: ['delivers', 'private', 'catchesUp', 'onceInEffect', 'survivesRestart', 'refusesForgery'],
  notifiesEverybody: ['delivers', 'private'],
  forgetsTheAbsent: ['catchesUp', 'expiresQuietly'],
  newestFirst: ['catchesUp'],
  noDedupe: ['onceInEffect'],
  looksIntoTheOutboxNever: ['survivesRestart'],
  believesAnybody: ['refusesForgery'],
  announcesLate: ['expiresQuietly'],
};

describe.concurrent('a channel that', () => {
  for (const [fault, breaks] of Object.entries(caught)) {
    it(`${fault} is caught by ${breaks.join(', ')}`, async () => {
      const channel = () => memoryChannel({ [fault]: true });
      const names = Object.keys(promises) as Promised[];
      const failed = await Promise.all(
        names.map(async name =>
          promises[name](channel()).then(
            () => [],
            () => [name],
          ),
        ),
      );
      expect(failed.flat().sort()).toEqual(breaks.toSorted());
    });
  }
});
