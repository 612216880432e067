/**
 * What an order and its money say together, and what follows. Pure: no clock, no network, no table. Every answer of the provider, from a
 * call, a GET, a webhook or a list, goes through this one table; so it does not matter which of them comes first, twice, or never.
 */

export const orderStatuses = [
  'RESERVED', //       seats are held; no money was asked for
  'AUTHORIZING', //    the card may have been asked
  'AUTHORIZED', //     money is set aside; the seats are not final
  'ISSUED', //         seats are SOLD and tickets exist, not yet valid; the money may have been taken
  'CONFIRMED', //      money taken, tickets valid
  'VOIDING', //        it ends without a sale: what is set aside goes back
  'REFUNDING', //      what was taken goes back, all of it or some
  'CANCELLED', //      ended by the buyer, or its seats were lost; no money
  'EXPIRED', //        ended by time; no money
  'PAYMENT_FAILED', // the authorization ended before the money could be taken; no money
  'REFUNDED', //       all the money went back
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

const paid: OrderStatus[] = ['CONFIRMED', 'REFUNDED'];
const unsold: OrderStatus[] = ['CANCELLED', 'EXPIRED', 'PAYMENT_FAILED'];

/** Ended without a sale. */
export const isUnsold = (status: OrderStatus) => unsold.includes(status);
/** Those that nothing changes any more but the buyer, or money where there should be none. */
export const isFinal = (status: OrderStatus) => paid.includes(status) || isUnsold(status);

/** How the money stands, as the provider tells it. */
export const moneyStates = [
  'none', //       no intent is known
  'open', //       nothing is set aside, the card can be asked
  'action', //     the buyer has something to do at the bank
  'processing', // taken or not: the provider will tell
  'held', //       set aside
  'taken', //      captured, and less went back than the order asks for
  'returned', //   captured, and as much went back as the order asks for
  'ended', //      cancelled or expired at the provider: it can never become money any more
] as const;
export type MoneyState = (typeof moneyStates)[number];

/** Asks the provider; what becomes of it may stay unknown. */
export type Call = 'create' | 'confirm' | 'capture' | 'cancel' | 'refund';

/** In our own tables: seats and tickets, another status, or the final one that the order was given when it began to end. */
export type LocalStep = 'issue' | 'end' | { to: OrderStatus };

/** `wait`: it goes on when the provider, the buyer or the clock says so. `rest`: all is done. */
export type Step = Call | LocalStep | 'wait' | 'rest';

export const isCall = (step: Step): step is Call =>
  typeof step === 'string' && ['create', 'confirm', 'capture', 'cancel', 'refund'].includes(step);
export const isLocal = (step: Step): step is LocalStep =>
  typeof step === 'object' || step === 'issue' || step === 'end';

const to = (status: OrderStatus): Step => ({ to: status });
/** Money where there should be none: it goes back. */
const giveBack = { held: to('VOIDING'), processing: to('VOIDING'), taken: to('REFUNDING') } as const;
const over = { none: 'rest', open: 'rest', action: 'rest', returned: 'rest', ended: 'rest', ...giveBack } as const;

export const table: Record<OrderStatus, Record<MoneyState, Step>> = {
  RESERVED: {
    ...{ none: 'create', open: 'wait', action: 'wait', processing: 'wait' },
    ...{ held: to('AUTHORIZED'), taken: to('AUTHORIZED'), returned: to('PAYMENT_FAILED'), ended: to('PAYMENT_FAILED') },
  },
  AUTHORIZING: {
    ...{ none: 'create', open: 'confirm', action: 'wait', processing: 'wait' },
    ...{ held: to('AUTHORIZED'), taken: to('AUTHORIZED'), returned: to('PAYMENT_FAILED'), ended: to('PAYMENT_FAILED') },
  },
  AUTHORIZED: {
    ...{ none: 'wait', open: 'wait', action: 'wait', processing: 'wait' },
    ...{ held: 'issue', taken: 'issue', returned: to('PAYMENT_FAILED'), ended: to('PAYMENT_FAILED') },
  },
  ISSUED: {
    ...{ none: 'wait', open: to('PAYMENT_FAILED'), action: 'wait', processing: 'wait' },
    ...{ held: 'capture', taken: to('CONFIRMED'), returned: to('PAYMENT_FAILED'), ended: to('PAYMENT_FAILED') },
  },
  CONFIRMED: {
    ...{ none: 'wait', open: 'wait', action: 'wait', processing: 'wait', held: 'wait', ended: 'wait' },
    ...{ taken: 'rest', returned: 'rest' },
  },
  VOIDING: {
    ...{ none: 'end', open: 'cancel', action: 'cancel', processing: 'wait' },
    ...{ held: 'cancel', taken: to('REFUNDING'), returned: 'end', ended: 'end' },
  },
  REFUNDING: {
    ...{ none: 'wait', open: 'wait', action: 'wait', processing: 'wait', held: to('VOIDING') },
    ...{ taken: 'refund', returned: 'end', ended: 'end' },
  },
  CANCELLED: over,
  EXPIRED: over,
  PAYMENT_FAILED: over,
  REFUNDED: over,
};

/** What to do next with an order in that status whose money stands so. */
export const next = (order: OrderStatus, money: MoneyState): Step => table[order][money];

/**
 * Whether `next` is right also where the order was read after its money: then what the provider said may be old by now (an event, or the answer
 * to a call that another server has made before). Right is what moves an order forward, what its key makes the same call, what leaves it to the
 * buyer, and the end that a cancelled intent is. Everything else waits for a look that is newer than the order.
 */
export const holdsForever = (order: OrderStatus, money: MoneyState) =>
  money === 'ended' ||
  (['RESERVED', 'AUTHORIZING', 'AUTHORIZED'].includes(order) && ['held', 'taken'].includes(money)) ||
  (['RESERVED', 'AUTHORIZING'].includes(order) && money === 'open') ||
  (order === 'ISSUED' && ['held', 'taken'].includes(money)) ||
  (order === 'CONFIRMED' && money === 'taken');

/** The amounts in cents. */
export interface Money {
  status: string;
  received: number;
  refunded: number;
}

/** Stripe's word for where a PaymentIntent is, as ours. `toRefund`: how much of it the order wants back. */
export function moneyStateOf(intent: Money | undefined, toRefund: number): MoneyState {
  if (!intent) return 'none';
  switch (intent.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      return 'open';
    case 'requires_action':
      return 'action';
    case 'processing':
      return 'processing';
    case 'requires_capture':
      return 'held';
    case 'canceled':
      return 'ended';
    case 'succeeded':
      return intent.refunded >= toRefund && toRefund > 0 ? 'returned' : 'taken';
    default:
      throw new Error(`a status of the provider that nobody knows: ${intent.status}`);
  }
}
