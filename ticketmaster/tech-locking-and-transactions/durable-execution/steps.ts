import type { Checkpoint, Outcome, Purchase } from '@ticketmaster/locking/box-office';
import { Refused } from '@ticketmaster/locking-saga/orchestrator';
import { NotSold, stepsOfASale } from '@ticketmaster/locking-saga/steps-of-a-sale';
import { chargeFor } from '@ticketmaster/locking-store/payments';
import { priceOf, seatStore } from '@ticketmaster/locking-store/seats';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import { PaymentProblem, type PaymentProvider } from '@ticketmaster/payments/provider';
import type { Connection, Database } from '@ticketmaster/postgres/database';

/** A sale that was taken back, and is as if it had never been asked for: the same order may be tried again. */
export interface Undone {
  status: 'UNDONE';
  why: string;
}

/** How a sale ends. */
export type Ended = Outcome | Undone;

/** The money was not asked for in time. */
export const HOLD_OVER: Undone = { status: 'UNDONE', why: 'HOLD_OVER' };

export const reasonOf = (no: Ended): string => ('reason' in no ? no.reason : 'why' in no ? no.why : no.status);

/**
 * How a step ends: an engine keeps it, so what a caller must know is a value. Null: done. 'UNKNOWN': asked, and nobody knows yet; to be
 * asked again. Whatever else a step throws is a mistake or an accident.
 */
export type StepEnded = Ended | 'UNKNOWN' | null;

export type StepName = 'reserve' | 'authorize' | 'capture' | 'issue' | 'undo authorize' | 'undo reserve';

/**
 * The steps of the saga lesson, for an engine: each may be done again, when the engine has not written down that it was done. A step in
 * the database of the seats is a transaction of its own. `reached` is told before each step, and when its effect is there but not its record.
 */
export function stepsFor(db: Database, provider: PaymentProvider) {
  const money = paymentsOfAnOrder(provider);
  const work: Record<StepName, (purchase: Purchase, why: string) => Promise<unknown>> = {
    reserve: purchase => db.transaction(tx => stepOf(purchase, tx).reserve.do()),
    authorize: purchase => stepOf(purchase, db).authorize.do(),
    capture: purchase => stepOf(purchase, db).pivot.do(),
    issue: purchase => db.transaction(tx => stepOf(purchase, tx).issue.do()),
    'undo authorize': (purchase, why) => stepOf(purchase, db).authorize.undo(why),
    'undo reserve': (purchase, why) => db.transaction(tx => stepOf(purchase, tx).reserve.undo(why)),
  };

  function stepOf(purchase: Purchase, here: Connection) {
    const { compensatable, pivot, retriable } = stepsOfASale(purchase, here, money);
    const [reserve, authorize] = compensatable;
    return { reserve, authorize: authorize!, pivot, issue: retriable[0]! };
  }

  return {
    async run(name: StepName, purchase: Purchase, reached: Checkpoint, why = ''): Promise<StepEnded> {
      await reached(`before ${name}`);
      const ended = await work[name](purchase, why).then(() => null, asValue);
      await reached(`after ${name}`);
      return ended;
    },

    /** Asks the card by a key that nobody had before: what nobody should do. False where it is declined. */
    async askCardAnew(purchase: Purchase): Promise<boolean> {
      const cents = purchase.seatIds.length * (await priceOf(db, purchase.eventId));
      return (await provider.authorize(crypto.randomUUID(), chargeFor(purchase, cents))).status === 'AUTHORIZED';
    },

    /** What the buyer is told of an order whose tickets are issued. */
    async confirmed(orderId: string): Promise<Outcome> {
      const { tickets, totalCents } = (await seatStore(db).order(orderId))!;
      return { status: 'CONFIRMED', tickets, totalCents };
    },
  };
}

function asValue(error: unknown): StepEnded {
  if (error instanceof NotSold) return error.outcome;
  if (error instanceof Refused) return { status: 'UNDONE', why: error.message };
  if (error instanceof PaymentProblem && error.happened === 'unknown') return 'UNKNOWN';
  throw error;
}
