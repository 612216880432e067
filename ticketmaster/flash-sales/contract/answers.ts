import { keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { z } from 'zod';
import type { Order, Outcome, Purchase } from './flash-sale.ts';

/** What items, users and units may be called. */
export const id = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');

/**
 * The answer to a purchase: 201 CONFIRMED · 202 RESERVED, look again · 402 payment-failed · 409 out-of-stock · 503 being-purchased, try again ·
 * 404 · 422. A refusal has done nothing, and its key is free; but 402 has cancelled an order, and under its key stays 402.
 */
export function answerTo({ itemId }: Purchase, outcome: Outcome): { status: 201 | 202; order: Order } {
  if (outcome.status !== 'REFUSED') return { status: outcome.status === 'CONFIRMED' ? 201 : 202, order: outcome.order };
  switch (outcome.reason) {
    case 'BEING_PURCHASED':
      throw new Problem(503, 'being-purchased', 'Currently being purchased: somebody else is at it; nothing was done', {
        retryable: true,
      });
    case 'OUT_OF_STOCK':
      throw new Problem(409, 'out-of-stock', 'Out of stock; nothing was done', { itemId });
    case 'PAYMENT_FAILED': {
      const { orderId, status } = outcome.order;
      throw new Problem(402, 'payment-failed', 'Payment failed; no money was taken, and the units are for others', {
        order: { orderId, status },
      });
    }
    case 'NO_SUCH_ITEM':
      throw notFound(`item ${itemId}`);
    case 'KEY_REUSED':
      throw keyReused();
  }
}
