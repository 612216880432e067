import {
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
  RestatePromise,
} from '@restatedev/restate-sdk';
import type { Purchase } from '@ticketmaster/locking/box-office';
import { type Ended, HOLD_OVER, reasonOf, type StepName, type stepsFor } from '../steps.ts';

/** What the sales of this process work with. */
export interface Here {
  steps: ReturnType<typeof stepsFor>;
  /** How long seats are held for a sale that has not asked for its money. */
  holdMs: number;
  /** How long a sale waits before it asks the provider for the second time; each wait is twice as long as that before it, up to 30 s. */
  askAgainMs: number;
  reached(purchase: Purchase, point: string): void | Promise<void>;
}

/**
 * In the state of an order: what wakes its sale, which waits for the provider.
 * @message woken over signal Restate, to the awakeable of the order
 * @field id of the awakeable, which the state of the order holds while its sale waits
 * @says The provider has told something of this order: its sale, if it waits, asks at once.
 * @lost The sale asks by itself, thirty seconds later at most.
 */
const WAITS = 'waits';

/**
 * The sales, as a virtual object whose keys are the orders: of one order one `sell` runs at a time, whoever asks for it and wherever it runs.
 * That is the lock which the saga lesson takes by hand.
 */
export function saleObject(name: string, { steps, holdMs, askAgainMs, reached }: Here) {
  /**
   * A sale, from the seat to the ticket. Restate keeps what each `ctx.run` has answered: after a crash this function runs again from its first
   * line, in whichever process is there, and is given those answers without the work. So all that it does, it does in `ctx.run`.
   */
  async function sell(ctx: ObjectContext, purchase: Purchase): Promise<Ended> {
    const asked = (step: StepName, why = '') =>
      ctx.run(step, () => steps.run(step, purchase, point => reached(purchase, point), why));

    /** A step of ours. What it throws is tried again, at last by recover(). */
    async function done(step: StepName, why = ''): Promise<Ended | null> {
      const ended = await asked(step, why);
      if (ended === 'UNKNOWN') throw new Error(`nobody knows whether '${step}' was done`);
      return ended;
    }

    /**
     * Asks the provider until it has decided. Until the money is asked for it gives up when the hold is over.
     * @hears woken
     */
    async function untilKnown(step: StepName, until = Infinity): Promise<Ended | null> {
      for (let pauseMs = askAgainMs; ; pauseMs = Math.min(30_000, 2 * pauseMs)) {
        const ended = await asked(step);
        if (ended !== 'UNKNOWN') return ended;
        if ((await ctx.date.now()) > until) return HOLD_OVER;
        const woken = ctx.awakeable();
        ctx.set(WAITS, woken.id);
        await RestatePromise.race([woken.promise, ctx.sleep(pauseMs)]);
        ctx.clear(WAITS);
      }
    }

    const heldUntil = (await ctx.date.now()) + holdMs;
    const refused = await done('reserve');
    if (refused) return refused;
    const no =
      (await untilKnown('authorize', heldUntil)) ??
      ((await ctx.date.now()) > heldUntil ? HOLD_OVER : await untilKnown('capture'));
    if (no) {
      await untilKnown('undo authorize');
      await done('undo reserve', reasonOf(no));
      await reached(purchase, 'undone');
      return no;
    }
    await done('issue');
    await reached(purchase, 'done');
    return ctx.run('read the tickets', () => steps.confirmed(purchase.orderId));
  }

  /**
   * The provider has told by itself how a payment stands: the sale that waits for it asks at once. Runs beside `sell`.
   * @sends woken
   */
  async function wake(ctx: ObjectSharedContext): Promise<void> {
    const waits = await ctx.get<string>(WAITS);
    if (waits) ctx.resolveAwakeable(waits);
  }

  return object({ name, handlers: { sell, wake: handlers.object.shared(wake) }, options: patience });
}

/**
 * A throw is tried again, for about a minute; then the sale is paused, and recover() goes on with it. What has ended is forgotten: its answer is
 * in the order, and a seat that was taken may be free when the same order asks again.
 */
const patience = {
  retryPolicy: {
    ...{ initialInterval: 50, exponentiationFactor: 2, maxInterval: 1_000 },
    ...{ maxAttempts: 60, onMaxAttempts: 'pause' as const },
  },
  inactivityTimeout: 500, // who sleeps for longer is put aside, and begins again from the journal when it is woken
  idempotencyRetention: 0,
  journalRetention: 0,
};
