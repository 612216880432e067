import { describe, it } from 'vitest';
import { type Promised, promises, type SaleUnderTest } from './promises.ts';

/** Runs all promises on a sale. Those in `broken` it cannot keep, for the reason that is given: then the break itself is what the test asserts. */
export function describeSale(name: string, sale: SaleUnderTest, broken: Partial<Record<Promised, string>> = {}): void {
  describe(name, () => {
    for (const [promise, check] of Object.entries(promises)) {
      const reason = broken[promise as Promised];
      if (reason) it.fails(`breaks ${promise}: ${reason}`, () => check(sale), 60_000);
      else it(promise, () => check(sale), 60_000);
    }
  });
}
