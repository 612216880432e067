import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { unique } from '@ticketmaster/testing/eventually';
import type { Audit, FlashSale, Outcome, Purchase } from './flash-sale.ts';

/** How a sale is put to the test. */
export interface SaleUnderTest {
  /** Opens it once more, as another process would. */
  open(): Promise<FlashSale>;
  /** After so long a lock whose owner died is free. */
  lockMs: number;
  /** Whether it takes money. */
  takesMoney: boolean;
  /** Names of units, where each is bought by its name. */
  unit?: (nth: number) => string;
}

/** The promises of flash-sale.ts, executable. Each sells an item of its own. */
export const promises = {
  neverOversold: selling(20, async ({ wish, buy }) => {
    const outcomes = await Promise.all(range(60).map(nth => buy(wish(nth % 20))));
    assert.equal(outcomes.filter(({ status }) => status === 'CONFIRMED').length, 20);
    assert.deepEqual(await buy(wish(0)), { status: 'REFUSED', reason: 'OUT_OF_STOCK' });
  }),

  paidIffConfirmed: selling(10, async ({ wish, buy, audit, takesMoney }) => {
    const outcomes = await Promise.all(range(8).map(nth => buy(wish(nth, nth % 2 && takesMoney ? POOR : RICH))));
    const confirmed = outcomes.filter(({ status }) => status === 'CONFIRMED').length;
    assert.equal(confirmed, takesMoney ? 4 : 8);
    const { capturedCents, cancelled } = await audit();
    assert.deepEqual([capturedCents, cancelled], takesMoney ? [4 * PRICE, 4] : [0, 0]);
  }),

  restoredOnFailure: selling(1, async ({ wish, buy, takesMoney }) => {
    if (!takesMoney) return;
    const failed = await buy(wish(0, POOR));
    assert.deepEqual([failed.status, 'reason' in failed && failed.reason], ['REFUSED', 'PAYMENT_FAILED']);
    assert.equal((await buy(wish(0))).status, 'CONFIRMED');
  }),

  lockAlwaysReleased: selling(9, async ({ sale, wish, takesMoney, itemId, unit }) => {
    const atOnce = async (purchase: Purchase) => sale.purchase(purchase); // no second try
    assert.equal((await atOnce(wish(0))).status, 'CONFIRMED');
    if (takesMoney) assert.equal((await atOnce(wish(1, POOR))).status, 'REFUSED');
    const tooMany = await atOnce({ ...wish(0), ...(!unit && { quantity: 100 }) }); // by its name it is sold
    assert.deepEqual(tooMany, { status: 'REFUSED', reason: 'OUT_OF_STOCK' });
    assert.equal((await atOnce(wish(2))).status, 'CONFIRMED', `of ${itemId}, after three that ended otherwise`);
  }),

  onlyTheOwnerReleases: selling(9, async ({ sale, wish, lockMs, unit }) => {
    const [slow, second] = [gate(), gate()];
    const same = (nth: number) => ({ ...wish(nth), ...(unit && { unit: unit(0) }) }); // behind one lock
    const first = sale.purchase(same(0), slow.at('locked')); // holds it for too long
    await slow.came;
    await sleep(lockMs * 1.2);
    const next = sale.purchase(same(1), second.at('locked'));
    await second.came;
    slow.open();
    await first.catch(() => {});
    const third = await sale.purchase(same(2)); // while the second is at it
    second.open();
    await next;
    assert.deepEqual(third, { status: 'REFUSED', reason: 'BEING_PURCHASED' });
  }),

  sameAnswer: selling(5, async ({ sale, wish, buy, audit, takesMoney }) => {
    for (const purchase of [wish(0), ...(takesMoney ? [wish(1, POOR)] : [])]) {
      const [first, ...others] = await Promise.all([buy(purchase), buy(purchase), buy(purchase)]);
      for (const other of [...others, await buy(purchase)]) assert.deepEqual(other, first);
      const reused = { status: 'REFUSED', reason: 'KEY_REUSED' };
      assert.deepEqual(await sale.purchase({ ...purchase, paymentMethod: 'pm_card_mastercard' }), reused);
    }
    assert.equal((await audit()).confirmed, 1);
  }),

  survivesKill: selling(40, async ({ sale, wish, buy, open, audit, takesMoney }) => {
    const steps: string[] = [];
    await sale.purchase(wish(0), step => steps.push(step));
    assert.ok(steps.length > 0, 'it has no checkpoints');
    for (const [nth, step] of steps.entries()) {
      const purchase = wish(nth + 1);
      const crash = (reached: string) => {
        if (reached === step) throw new Error(`crash at ${step}`);
      };
      await assert.rejects(sale.purchase(purchase, crash), `it went on after a crash at ${step}`);
      const heir = await open();
      await heir.settle();
      balances(await audit(), takesMoney, `after a crash at ${step}`);
      const again = await buy(purchase); // the client tries again
      assert.ok(
        again.status === 'CONFIRMED' || (again.status === 'REFUSED' && again.reason === 'PAYMENT_FAILED'),
        `after a crash at ${step} it is ${JSON.stringify(again)}`,
      );
      assert.deepEqual(await buy(purchase), again);
    }
  }),
};

export type Promised = keyof typeof promises;

const [RICH, POOR] = ['pm_card_visa', 'pm_card_visa_chargeDeclined'];
const PRICE = 5_000;

interface Scene extends SaleUnderTest {
  sale: FlashSale;
  itemId: string;
  /** A purchase of its own buyer. */
  wish(nth: number, paymentMethod?: string): Purchase;
  /** Buys, and tries again while somebody else is at it or the answer is not known, as a client does. */
  buy(purchase: Purchase): Promise<Outcome>;
  audit(): Promise<Audit>;
}

/** Gives `check` a sale of so many units; afterwards the books must balance, whatever happened. */
function selling(units: number, check: (scene: Scene) => Promise<void>) {
  return async (underTest: SaleUnderTest): Promise<void> => {
    const opened: FlashSale[] = [];
    const open = async () => {
      opened.push(await underTest.open());
      return opened.at(-1)!;
    };
    try {
      const sale = await open();
      const itemId = unique('item');
      const priceCents = underTest.takesMoney ? PRICE : 0;
      await sale.putOnSale({ itemId, units, priceCents });
      const wish = (nth: number, paymentMethod = RICH): Purchase => ({
        ...{ key: unique('key'), userId: unique('user'), itemId, quantity: 1, paymentMethod: paymentMethod! },
        ...(underTest.unit && { unit: underTest.unit(nth) }),
      });
      const audit = async () => (await sale.audit(itemId))!;
      await check({ ...underTest, sale, itemId, wish, open, audit, buy: purchase => buying(sale, purchase) });
      await sale.settle();
      balances(await audit(), underTest.takesMoney, 'at the end');
    } finally {
      for (const sale of opened) await sale.close();
    }
  };
}

async function buying(sale: FlashSale, purchase: Purchase): Promise<Outcome> {
  const until = Date.now() + 30_000;
  for (;;) {
    const outcome = await sale.purchase(purchase);
    const isOver =
      outcome.status === 'CONFIRMED' || (outcome.status === 'REFUSED' && outcome.reason !== 'BEING_PURCHASED');
    if (isOver || Date.now() > until) return outcome;
    await sleep(5 + 20 * Math.random());
  }
}

/** Nothing reserved for ever, oversold or lost, and paid for just what is confirmed. */
export function balances(audit: Audit, takesMoney: boolean, when: string): void {
  const { reserved, oversold, lost, confirmed, capturedCents } = audit;
  assert.deepEqual(
    { reserved, oversold, lost },
    { reserved: 0, oversold: 0, lost: 0 },
    `${when}: ${JSON.stringify(audit)}`,
  );
  assert.equal(capturedCents, takesMoney ? confirmed * PRICE : 0, when);
}

/** A checkpoint that waits there until it is opened. */
function gate() {
  const [came, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    came: came.promise,
    open: opened.resolve,
    at: (step: string) => (reached: string) => {
      if (reached !== step) return;
      came.resolve();
      return opened.promise;
    },
  };
}

const range = (count: number) => Array.from({ length: count }, (_, nth) => nth);
