import { createHash } from 'node:crypto';
import { Problem } from '@ticketmaster/common/problem';

/**
 *   OPEN → AUTHORIZED → CAPTURED → REFUNDED
 *   OPEN → AUTHORIZED → VOIDED                 DECLINED
 *
 * OPEN: it was begun, and no money is set aside. Only a provider that needs several calls for one payment knows it, and only after a crash
 * between them: the same key again goes on with it, and void ends it.
 */
export type PaymentStatus = 'OPEN' | 'AUTHORIZED' | 'DECLINED' | 'CAPTURED' | 'VOIDED' | 'REFUNDED';

export interface Charge {
  orderId: string;
  /** Kept with the payment, so that all payments of an event can be summed up. */
  eventId: string;
  cents: number;
  /** ISO 4217, in capitals. */
  currency: string;
  /** `tok_ok` is good, every other is declined. Of it only a hash is kept. */
  paymentToken: string;
}

/** One attempt to pay. An order may have several, of which one is captured at most. */
export interface Payment {
  paymentId: string;
  orderId: string;
  eventId: string;
  cents: number;
  currency: string;
  status: PaymentStatus;
}

/**
 * The port for money: who moves it, in a table or at another company. Promises, each checked by promises.ts:
 *   oncePerKey      the same key with the same request does nothing more and answers the same payment, also at the same instant;
 *                   with another request it is refused, and nothing is done
 *   ownPayments     every key of an authorization is a payment of its own: what ends one leaves the others
 *   provesCapture   capture answers a CAPTURED payment, or throws: never for one that was voided, refunded or declined
 *   takesOnce       however often and by whatever keys it is captured, voided or refunded, the money moves once
 *   endsForGood     void answers VOIDED and refund REFUNDED, and neither becomes anything else
 *   findable        whoever lost an answer finds the payment by its order, the oldest first
 *
 * Errors are PaymentProblems, which say whether it happened. A decline is no error but an answer.
 */
export interface PaymentProvider {
  /** Sets money aside: AUTHORIZED or DECLINED. */
  authorize(key: string, charge: Charge): Promise<Payment>;
  /** Takes all that was set aside. */
  capture(key: string, paymentId: string): Promise<Payment>;
  /** Gives back what was set aside. */
  void(key: string, paymentId: string): Promise<Payment>;
  /** Gives back all that was taken. */
  refund(key: string, paymentId: string): Promise<Payment>;
  find(orderId: string): Promise<Payment[]>;
}

/** Did it happen? 'no': nothing was done, now or later. 'unknown': an answer was lost; the same key again, or find(), will tell. */
export class PaymentProblem extends Problem {
  readonly happened: 'no' | 'unknown';

  constructor(happened: 'no' | 'unknown', status: number, type: string, detail: string, retryable = false) {
    super(status, type, detail, { retryable, happened });
    this.happened = happened;
  }
}

export const keyReused = () =>
  new PaymentProblem('no', 422, 'payment-key-reused', 'this key was used before for another payment request');

export const noSuchPayment = (paymentId: string) =>
  new PaymentProblem('no', 404, 'not-found', `payment ${paymentId} does not exist`);

export const notPossible = (verb: string, { paymentId, status }: Payment) =>
  new PaymentProblem('no', 409, 'payment-state', `payment ${paymentId} is ${status}: it cannot be ${verb}`);

/** For a provider that did not answer. */
export const noAnswer = (what: string) =>
  new PaymentProblem('unknown', 503, 'payment-unknown', `${what} does not answer; it may have happened`, true);

/** From where each verb may go, and where to. A payment that is there already stays. */
export const moves = {
  capture: { from: 'AUTHORIZED', to: 'CAPTURED', verb: 'captured' },
  void: { from: 'AUTHORIZED', to: 'VOIDED', verb: 'voided' },
  refund: { from: 'CAPTURED', to: 'REFUNDED', verb: 'refunded' },
} as const;

export type Move = keyof typeof moves;

export const cardIsGood = (paymentToken: string) => paymentToken === 'tok_ok';

/** What is kept of a request, to know the same one again: the token itself is nobody's to keep. */
export const fingerprint = ({ orderId, eventId, cents, currency, paymentToken }: Charge) =>
  createHash('sha256')
    .update(JSON.stringify([orderId, eventId, cents, currency, paymentToken]))
    .digest('base64url');
