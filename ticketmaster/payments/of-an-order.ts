import { Problem } from '@ticketmaster/common/problem';
import { type Charge, PaymentProblem, type PaymentProvider, type PaymentStatus } from './provider.ts';

/** The money of one order, over all attempts to pay it. Each verb may be called again, also after a crash, with the same effect. */
export interface OrderPayments {
  /** Sets the money aside; false for a card that is declined. After an attempt that was given back or declined it is a new one. */
  authorize(charge: Charge): Promise<boolean>;
  /** Resolves once the money is taken. Throws PaymentProblem, happened 'no', where nothing is set aside any more. */
  capture(orderId: string): Promise<void>;
  captured(orderId: string): Promise<boolean>;
  /** Gives back whatever is set aside or taken; answers how many payments that were. */
  giveBack(orderId: string): Promise<number>;
}

/**
 * Attempts are counted by those that have ended: whoever authorizes the same attempt, also one who was thought dead and comes late, uses the
 * same key and means the same payment. So a late void or refund of an earlier attempt never meets a later one.
 */
export function paymentsOfAnOrder(provider: PaymentProvider): OrderPayments {
  const isOpen = (status: PaymentStatus) => status === 'AUTHORIZED' || status === 'CAPTURED';
  const hasEnded = (status: PaymentStatus) => status !== 'OPEN' && !isOpen(status);

  return {
    async authorize(charge) {
      const ended = (await provider.find(charge.orderId)).filter(({ status }) => hasEnded(status)).length;
      const { status } = await provider.authorize(`${charge.orderId}/${ended + 1}`, charge);
      return isOpen(status);
    },

    async capture(orderId) {
      const open = (await provider.find(orderId)).find(({ status }) => isOpen(status));
      if (!open) throw new PaymentProblem('no', 409, 'payment-state', `nothing is set aside for order ${orderId}`);
      const { status } = await provider.capture(`${open.paymentId}/capture`, open.paymentId);
      if (status !== 'CAPTURED') throw new Error(`a provider that answers ${status} to a capture`);
    },

    async captured(orderId) {
      return (await provider.find(orderId)).some(({ status }) => status === 'CAPTURED');
    },

    async giveBack(orderId) {
      let given = 0;
      for (const { paymentId, status } of await provider.find(orderId)) {
        if (hasEnded(status)) continue;
        given++;
        const voided = status !== 'CAPTURED' && (await refusable(provider.void(`${paymentId}/void`, paymentId)));
        if (!voided) await refusable(provider.refund(`${paymentId}/refund`, paymentId)); // captured, perhaps a moment ago
      }
      return given;
    },
  };
}

/** False where the provider says that it did nothing; what is not known is thrown. */
async function refusable(move: Promise<unknown>): Promise<boolean> {
  try {
    await move;
    return true;
  } catch (error) {
    if (error instanceof PaymentProblem && error.happened === 'no') return false;
    throw error instanceof Problem ? error : new Error('the provider failed', { cause: error });
  }
}
