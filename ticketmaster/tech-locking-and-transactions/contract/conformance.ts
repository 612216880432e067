import { describe, it } from 'vitest';
import { type Promised, promises, type WayUnderTest } from './promises.ts';

/** The promises a way breaks, each with its reason. Broken ones run too, and must fail: no stale excuses. */
export type Broken = Partial<Record<Promised, string>>;

/** Checks every promise of box-office.ts on one way. */
export function describeWay(technology: string, underTest: WayUnderTest, broken: Broken = {}): void {
  describe(`way ${underTest.way} of ${technology}`, () => {
    for (const [name, check] of Object.entries(promises)) {
      const reason = broken[name as Promised];
      if (reason) it.fails(`${name}: no, ${reason}`, () => check(underTest));
      else it(name, () => check(underTest));
    }
  });
}
