import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export type Decision = 'APPROVED' | 'DECLINED' | 'TIMED_OUT';

/** Says whether a card is good. It takes no money: that is the CAPTURED row, written in the commit that issues the tickets. */
export interface PaymentProvider {
  decide(paymentToken: string): Promise<Decision>;
}

/**
 * A stand-in inside this process, with three tokens to play with: `tok_ok`, `tok_declined` and `tok_timeout`, which never
 * answers. Others are declined. After `timeoutMs` it is given up on. What changes when the provider is another company,
 * across a network, is the lesson of two-phase payments.
 */
export function standInProvider(timeoutMs: number): PaymentProvider {
  return {
    async decide(paymentToken) {
      if (paymentToken !== 'tok_timeout') return paymentToken === 'tok_ok' ? 'APPROVED' : 'DECLINED';
      await sleep(timeoutMs);
      return 'TIMED_OUT';
    },
  };
}

/** What may be kept of a payment token: enough to know it again. */
export const cardOf = (paymentToken: string) => createHash('sha256').update(paymentToken).digest('base64url');
