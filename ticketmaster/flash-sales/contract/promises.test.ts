// A checker that cannot fail checks nothing: every sale below breaks one promise and must be caught.
import { expect, it } from 'vitest';
import { describeSale } from './conformance.ts';
import type { FlashSale } from './flash-sale.ts';
import { LOCK_MS, type Memory, memory, memorySale, type Steps } from './memory-sale.ts';
import { type Promised, promises } from './promises.ts';

const under = (open: (kept: Memory) => FlashSale, kept = memory()) => ({
  ...{ lockMs: LOCK_MS, takesMoney: true },
  open: async () => open(kept),
});

describeSale('nothing but memory', under(memorySale));

const but = (broken: (right: Steps) => Partial<Steps>) => (kept: Memory) => memorySale(kept, broken);
const with_ = (change: (right: FlashSale) => Partial<FlashSale>) => (kept: Memory) => {
  const right = memorySale(kept);
  return { ...right, ...change(right) };
};

const mutants: [Promised, string, (kept: Memory) => FlashSale][] = [
  [
    'neverOversold',
    'writes what it saw minus one, and holds no lock',
    kept => {
      const sale = memorySale(kept, () => ({
        decrement(item, quantity, seen) {
          item.inventory = seen - quantity;
          return true;
        },
      }));
      return {
        ...sale,
        purchase(purchase, reached = () => {}) {
          kept.locks.clear();
          return sale.purchase(purchase, async step => {
            await new Promise(setImmediate);
            await reached(step);
          });
        },
      };
    },
  ],
  [
    'paidIffConfirmed',
    'counts what was not captured',
    with_(right => ({
      async audit(itemId) {
        const audit = (await right.audit(itemId))!;
        return { ...audit, capturedCents: audit.capturedCents + audit.cancelled * 5_000 };
      },
    })),
  ],
  ['restoredOnFailure', 'restores nothing', but(() => ({ restore() {} }))],
  ['lockAlwaysReleased', 'releases nothing', but(() => ({ release() {} }))],
  [
    'onlyTheOwnerReleases',
    'deletes the lock, whoever has it',
    kept => memorySale(kept, () => ({ release: (_owner, itemId) => void kept.locks.delete(itemId) })),
  ],
  ['sameAnswer', 'forgets keys', but(() => ({ keyOf: () => crypto.randomUUID() }))],
  ['survivesKill', 'settles nothing', with_(() => ({ settle: async () => 0 }))],
];

it.each(mutants)('%s is broken where it %s', async (promise, _how, open) => {
  await expect(promises[promise](under(open))).rejects.toThrow();
});
