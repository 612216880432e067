import { unavailable } from '@ticketmaster/common/http';
import { Contended, type Sell } from '@ticketmaster/locking/box-office';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { OrderPayments } from '@ticketmaster/payments/of-an-order';
import { alone } from '@ticketmaster/postgres/alone';
import type { Database } from '@ticketmaster/postgres/database';
import { Refused, saga } from './orchestrator.ts';
import { settle } from './recovery.ts';
import { lockOf, sagaLog } from './saga-log.ts';
import { endOrder, NotSold, stepsOfASale } from './steps-of-a-sale.ts';

/** For so long a second request waits for the first with the same key. */
const PATIENCE_MS = 3_000;

/** Sells by a saga. What a crash left of the same order is brought to its end first, and then the order is looked at anew. */
export function sellBySaga(db: Database, money: OrderPayments, stepsOf: typeof stepsOfASale): Sell {
  return async (purchase, reached) => {
    const { orderId } = purchase;
    const outcome = await alone(db, lockOf(orderId), PATIENCE_MS, async here => {
      await settle(here, money, orderId, reached);
      try {
        await saga(stepsOf(purchase, here, money), sagaLog(here, orderId), reached).run();
      } catch (error) {
        if (error instanceof NotSold) return error.outcome;
        throw error instanceof Refused ? unavailable('the payment') : error;
      }
      const { tickets, totalCents } = (await seatStore(here).order(orderId))!;
      return { status: 'CONFIRMED' as const, tickets, totalCents };
    });
    if (!outcome) throw new Contended('conflict');
    return outcome;
  };
}

/** Forgets the seats of an order whose card is declined: it ends the order, and nobody can ever buy them. */
export const withoutCompensation: typeof stepsOfASale = (purchase, here, money) => {
  const steps = stepsOfASale(purchase, here, money);
  const [reserve, ...others] = steps.compensatable;
  const undo = (why: string) => endOrder(here, purchase.orderId, why);
  return { ...steps, compensatable: [{ ...reserve, undo }, ...others] };
};

/** All ways of this lesson, by the names that `?way=` takes. */
export const waysOf = (db: Database, money: OrderPayments, stepsOf = stepsOfASale): Record<string, Sell> => ({
  saga: sellBySaga(db, money, stepsOf),
  'no-compensation': sellBySaga(db, money, withoutCompensation),
});
