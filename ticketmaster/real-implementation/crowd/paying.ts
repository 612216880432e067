import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from './history.ts';
import { clicked, type Visit } from './visit.ts';

const cards = { good: 'pm_card_visa', slow: 'pm_card_slow', declined: 'pm_card_visa_chargeDeclined' } as const;
const ENDED = new Set(['CONFIRMED', 'CANCELLED', 'EXPIRED', 'PAYMENT_FAILED', 'REFUNDED']);
/** An order that was not decided is looked at so often, each half a second to a second after the last time. */
const LOOKS = 60;

/** Pays for an order that is held, by the plan's card and nerves. Answers how it ended. */
export async function pay(visit: Visit, token: string, orderId: string, tab: string): Promise<string> {
  const { me, plan, sale } = visit;
  if (plan.paysLate) await sleep(sale.holdMs + 500);
  const confirm = (attempt: number, card: keyof typeof cards, withinMs?: number) =>
    me.ask('confirm', 'POST', `/api/orders/${orderId}/confirm`, {
      ...{ key: visit.keyFor(`pay${tab}-${attempt}`), token, orderId, body: { paymentMethod: cards[card] } },
      ...(withinMs && { withinMs, tries: 1 }),
    });
  if (plan.losesConnection) await confirm(1, plan.card, 15);
  if (plan.cancels === 'during') {
    const [, cancelled] = await Promise.all([confirm(1, 'slow'), sleep(200).then(() => cancel(visit, orderId))]);
    return cancelled.status < 300 ? 'cancelled while paying' : `not cancelled: ${cancelled.status}`;
  }
  let paid = await clicked(plan.doubleClicks, () => confirm(1, plan.card));
  if (paid.status === 402 && plan.afterDecline === 'gives up') {
    await cancel(visit, orderId);
    return 'declined, gave up';
  }
  if (paid.status === 402) paid = await confirm(2, plan.afterDecline === 'same' ? 'declined' : 'good');
  if (paid.status === 402) return 'declined twice';
  if (paid.status === 202) paid = await decided(visit, orderId);
  if (paid.status === 200 && paid.told.status === 'CONFIRMED') {
    if (plan.cancels !== 'after') return 'tickets';
    await cancel(visit, orderId);
    return 'gave tickets back';
  }
  if (paid.status === 200) return `ended ${paid.told.status}`;
  return `not paid: ${paid.status}`;
}

const cancel = ({ me }: Visit, orderId: string) =>
  me.ask('cancel', 'POST', `/api/orders/${orderId}/cancel`, { orderId });

async function decided({ me }: Visit, orderId: string): Promise<Call> {
  for (let looks = 1; ; looks++) {
    await me.pause(1_000);
    const call = await me.ask('order', 'GET', `/api/orders/${orderId}`, { orderId });
    if (call.status !== 200 || ENDED.has(call.told.status ?? '') || looks === LOOKS) return call;
  }
}
