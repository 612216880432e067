// A checker that cannot fail checks nothing: every box office below breaks one promise and must be caught.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type BoxOffice, Contended, type OpenBoxOffice, type Sell } from './box-office.ts';
import { describeWay } from './conformance.ts';
import { type MemoryParts, memoryBoxOffice, memoryParts } from './memory-box-office.ts';
import { type Promised, promises } from './promises.ts';

describeWay('nothing but memory', { open: memoryBoxOffice(), way: 'memory', stallMs: 20 });

const unlocked = (): MemoryParts => ({ ...memoryParts(), locked: async (_eventId, work) => work() });

/** The lock of a buyer ends after 5 ms, whether the buyer has noticed or not. */
function leased(): MemoryParts {
  const parts = memoryParts();
  return {
    ...parts,
    async locked<T>(eventId: string, work: () => Promise<T>): Promise<T> {
      let result: Promise<T> | undefined;
      await parts.locked(eventId, async () => {
        result = work();
        await Promise.race([result.catch(() => {}), sleep(5)]);
      });
      return result!;
    },
  };
}

/** A box office whose way, or whose recovery, is another. */
function but(
  change: (sell: Sell, parts: MemoryParts) => Partial<{ sell: Sell } & BoxOffice>,
  parts = memoryParts(),
): OpenBoxOffice {
  const open = memoryBoxOffice(parts);
  return async () => {
    const office = await open();
    const { sell, ...rest } = change(office.ways.memory!, parts);
    return { ...office, ...rest, ways: { memory: sell ?? office.ways.memory! } };
  };
}

const broken: [Promised, string, OpenBoxOffice][] = [
  [
    'oneBuyer',
    'looks and writes without a lock',
    but(
      sell => ({ sell: (purchase, reached) => sell(purchase, step => nextTurn().then(() => reached(step))) }),
      unlocked(),
    ),
  ],
  [
    'allOrNothing',
    'sells those of the seats that are free',
    but((sell, { events }) => ({
      sell(purchase, reached) {
        const { seats } = events.get(purchase.eventId)!;
        const free = purchase.seatIds.filter(seatId => seats.get(seatId) === null);
        return sell(free.length ? { ...purchase, seatIds: free } : purchase, reached);
      },
    })),
  ],
  [
    'paidIffSold',
    'keeps the money of a card that was declined',
    but((sell, { events }) => ({
      async sell(purchase, reached) {
        const outcome = await sell(purchase, reached);
        const { captures } = events.get(purchase.eventId)!;
        if (outcome.status === 'REFUSED') captures.push({ orderId: purchase.orderId, cents: 5_000 });
        return outcome;
      },
    })),
  ],
  [
    'sameAnswer',
    'does not know an order again',
    but(sell => ({ sell: (purchase, reached) => sell({ ...purchase, orderId: crypto.randomUUID() }, reached) })),
  ],
  [
    'sameAnswer',
    'does not ask whether the card is the same',
    but(sell => {
      const cards = new Map<string, string>();
      return {
        sell(purchase, reached) {
          const { orderId, paymentToken } = purchase;
          if (!cards.has(orderId)) cards.set(orderId, paymentToken);
          return sell({ ...purchase, paymentToken: cards.get(orderId)! }, reached);
        },
      };
    }),
  ],
  ['survivesCrash', 'leaves what is half done as it is', but(() => ({ recover: async () => 0 }))],
  [
    'noDeadlock',
    'tells one of the buyers of a deadlock',
    but(sell => ({
      async sell(purchase, reached) {
        if (purchase.seatIds[0]! > purchase.seatIds.at(-1)!) throw new Contended('deadlock');
        return sell(purchase, reached);
      },
    })),
  ],
  [
    'stalledHolder',
    'gives the lock of a buyer who pauses to the next, and lets the first go on',
    memoryBoxOffice(leased()),
  ],
];

it.each(broken)('%s: catches a box office that %s', async (promise, _what, open) => {
  const stallMs = 500; // the lock goes through six hands of 5 ms meanwhile, also where a timer comes late
  await expect(promises[promise]({ open, way: 'memory', stallMs })).rejects.toThrow();
});
