import { Problem } from '@ticketmaster/common/problem';

/** A PaymentIntent, as far as orders care. Amounts in cents. */
export interface Intent {
  id: string;
  /** Which order it is for, as it was told at its creation. */
  orderId: string | undefined;
  status: string;
  amount: number;
  received: number;
  refunded: number;
  createdAt: Date;
}

/** The call is wrong, and nothing was done: it will not work another time. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, why: string) {
    super(`the payment provider refuses: ${why}`);
    this.code = code;
  }
}

/** A call was answered, and so it stands: after it was done, declined, or refused because it stood that way already. */
export interface Answer {
  intent: Intent;
  /** The provider's word for why the card was declined. */
  declined?: string;
  /** Nothing was done, since it stood so already; what was refunded of it the provider does not say then. */
  stood?: true;
}

/** Nobody knows whether it was done: only a look at the intent tells. */
export class Unknown extends Problem {
  /** The provider answered, that it went wrong. Under the same key it may answer that for a day. */
  readonly answered: boolean;

  constructor(why: string, answered: boolean) {
    super(503, 'provider-unknown', `the payment provider ${why}`, { retryable: true });
    this.answered = answered;
  }
}
