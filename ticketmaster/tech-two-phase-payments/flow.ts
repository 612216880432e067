import { setTimeout as sleep } from 'node:timers/promises';
import { backoff } from '@ticketmaster/common/repeat';
import type { Database } from '@ticketmaster/postgres/database';
import { type Answer, type Intent, type ProviderClient, Refused, Unknown } from './client.ts';
import { type OrderLog, printErrors } from './order-log.ts';
import { type Call, holdsForever, isCall, type MoneyState, moneyStateOf, next, type Step } from './order-states.ts';
import { type Order, orderOf, totalOf } from './orders.ts';
import type { Phases } from './phases.ts';

/** Called between the steps. An experiment dies here. */
export type Reached = (point: string) => void | Promise<void>;

export interface FlowParts {
  db: Database;
  provider: ProviderClient;
  phases: Phases;
  /** Of unknown outcomes in a row, before an order is left to the completer. */
  tries?: number;
  reached?: Reached;
  log?: OrderLog;
}

/** A sale that is undone takes ten. */
const MOST_LOOKS = 40;

/**
 * Brings an order as far as it can go now: looks at the order and its money, does the one step that follows from both (order-states.ts),
 * and looks again. Between any two steps everything is in the database, so it can be left at any point and gone on with by any server, also
 * by two at once: a step in the database is done once, because it locks the order and looks at its status; a call twice is the same call.
 *
 * A call whose outcome is unknown is never repeated blindly, and never taken for a failure: the next look at the intent tells. What was told
 * before the order was read, by a call or to the caller (`known`), saves a look where it cannot mislead. An order may have gone on since: the
 * answer to a creation that was made before tells of an intent whose card was not asked, though by now another server has issued the tickets.
 */
export function paymentFlow({ db, provider, phases, tries = 3, reached = () => {}, log = printErrors }: FlowParts) {
  async function call(step: Call, order: Order, intent: Intent | undefined): Promise<Answer> {
    const key = `order:${order.orderId}:${step}:${order.attempt}`;
    await reached(`before ${step}`);
    const began = performance.now();
    const answer: Answer = await {
      create: async () => ({
        intent: await provider.create(key, { ...order, cents: totalOf(order) }),
      }),
      confirm: () => provider.confirm(key, order.intentId!, order.payMethod!),
      capture: () => provider.capture(key, order.intentId!, totalOf(order)),
      cancel: () => provider.cancel(key, order.intentId!),
      refund: () =>
        provider.refund(`${key}:${order.refundCents}`, order.intentId!, order.refundCents - intent!.refunded),
    }[step]();
    const { intent: intentNow, declined } = answer;
    log('info', order, step, { intentId: intentNow.id, intent: intentNow.status, declined, ms: msSince(began) });
    await reached(`after ${step}`);
    return answer;
  }

  async function advance(orderId: string, known?: Intent): Promise<Order> {
    let intent = known;
    let unknowns = 0;
    let failed: Call | undefined; // answered by an error: under that key it may be answered so for a day
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const order = await orderOf(db, orderId);
      if (!order) throw new Error(`there is no order ${orderId}`);
      if (intent && !holdsForever(order.status, moneyOf(order, intent))) intent = undefined; // perhaps older than the order
      try {
        if (!intent && order.intentId) intent = await provider.retrieve(order.intentId);
        const step = next(order.status, moneyOf(order, intent));
        if (step === 'rest' || step === 'wait') return order;
        if (!isCall(step)) {
          await phases.move(order, step, intent);
          log('info', order, nameOf(step));
        } else {
          if (step === failed) {
            failed = undefined;
            await phases.newAttempt(order);
            continue;
          }
          const answer = await call(step, order, intent);
          intent = answer.stood ? undefined : answer.intent;
          if (step === 'create') await phases.created(order, answer.intent);
          if (answer.declined) await phases.declined(order, answer.declined);
        }
        await reached(`stored ${nameOf(step)}`);
      } catch (error) {
        if (error instanceof Refused && (await phases.refused(order, error.code))) continue;
        if (!(error instanceof Unknown)) throw error;
        log('warn', order, 'undecided', { status: order.status, provider: error.message });
        if (++unknowns >= tries) throw error;
        const step = next(order.status, moneyOf(order, intent));
        if (error.answered && isCall(step)) failed = step;
        intent = undefined;
        await sleep(backoff(unknowns, 20, 500));
      }
    }
    throw new Error(`order ${orderId} comes to no end`);
  }

  return { advance };
}

export type PaymentFlow = ReturnType<typeof paymentFlow>;

const nameOf = (step: Step) => (typeof step === 'string' ? step : step.to);
const msSince = (began: number) => Math.round(performance.now() - began);

export const moneyOf = (order: Order, intent: Intent | undefined): MoneyState =>
  moneyStateOf(intent, order.refundCents);
