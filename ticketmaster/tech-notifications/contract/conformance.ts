import { describe, it } from 'vitest';
import { type ChannelUnderTest, type Promised, promises } from './promises.ts';

/** The promises a channel breaks, each with its reason. Broken ones run too, and must fail: no stale excuses. */
export type Broken = Partial<Record<Promised, string>>;

/** Checks every promise of channel.ts on one channel. */
export function describeChannel(technology: string, channel: ChannelUnderTest, broken: Broken = {}): void {
  describe(`telling by ${technology}`, () => {
    for (const [name, check] of Object.entries(promises)) {
      const reason = broken[name as Promised];
      if (reason) it.fails(`${name}: no, ${reason}`, () => check(channel));
      else it(name, () => check(channel));
    }
  });
}
