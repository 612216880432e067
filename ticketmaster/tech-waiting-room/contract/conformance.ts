import { describe, it } from 'vitest';
import { type LineSetup, type Promised, promises } from './promises.ts';

/** The promises a technology breaks, each with its reason. Broken ones run too, and must fail: no stale excuses. */
export type Broken = Partial<Record<Promised, string>>;

/** Checks every promise of line.ts. A lesson's line.test.ts is one call to this, and what only its technology can do. */
export function describeLine(technology: string, setup: LineSetup, broken: Broken = {}): void {
  describe(`the line on ${technology}`, () => {
    for (const [name, check] of Object.entries(promises)) {
      const reason = broken[name as Promised];
      const together = name === 'survivesBrokerRestart' ? {} : { concurrent: true }; // each waits, on an event of its own
      if (reason) it.fails(`${name}: no, ${reason}`, together, () => check(setup));
      else it(name, together, () => check(setup));
    }
  });
}
