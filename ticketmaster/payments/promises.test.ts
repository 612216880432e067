import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryProvider } from './memory-provider.ts';
import { type Promised, promises } from './promises.ts';
import type { Payment, PaymentProvider } from './provider.ts';

describe('the provider in memory', () => {
  it.each(Object.keys(promises) as Promised[])('%s', promised => promises[promised](memoryProvider()));
});

type Mutant = (money: PaymentProvider) => Partial<PaymentProvider>;

/** Answers as if it were done, whatever the payment is. */
const claimsToHave =
  (verb: 'capture' | 'void' | 'refund', status: Payment['status']): Mutant =>
  money => ({
    async [verb](key: string, paymentId: string) {
      return money[verb](key, paymentId).catch(() => ({ paymentId, status }));
    },
  });

const mutants: [what: string, breaks: Promised, Mutant][] = [
  ['captures nothing and says that it has', 'provesCapture', claimsToHave('capture', 'CAPTURED')],
  ['voids what was captured, it says', 'takesOnce', claimsToHave('void', 'VOIDED')],
  ['refunds what was never taken, it says', 'ownPayments', claimsToHave('refund', 'REFUNDED')],
  [
    'has one payment for an order',
    'ownPayments',
    money => ({ authorize: (_key, charge) => money.authorize(charge.orderId, charge) }),
  ],
  ['forgets keys', 'oncePerKey', money => ({ authorize: (_key, charge) => money.authorize(randomUUIDv7(), charge) })],
  [
    'does not look at what a key was used for',
    'oncePerKey',
    money => {
      const answers = new Map<string, Promise<Payment>>();
      return {
        authorize(key, charge) {
          if (!answers.has(key)) answers.set(key, money.authorize(key, charge));
          return answers.get(key)!;
        },
      };
    },
  ],
  ['refunds once and then refuses', 'endsForGood', money => ({ refund: onlyOnce(money.refund) })],
  ['finds nothing', 'findable', () => ({ find: async () => [] })],
  ['finds the newest first', 'findable', money => ({ find: async id => (await money.find(id)).reverse() })],
];

function onlyOnce(refund: PaymentProvider['refund']): PaymentProvider['refund'] {
  const done = new Set<string>();
  return async (key, paymentId) => {
    if (done.has(paymentId)) throw Object.assign(new Error('refunded before'), { happened: 'no' });
    const payment = await refund(key, paymentId);
    done.add(paymentId);
    return payment;
  };
}

it.each(mutants)('catches a provider that %s', async (_what, breaks, mutant) => {
  const money = memoryProvider();
  await expect(promises[breaks]({ ...money, ...mutant(money) })).rejects.toThrow();
});
