import type { Order } from './orders.ts';

/**
 * Hears what is done with an order, in this process: each step, each answer of the provider, what went wrong. An order names the request
 * that has created it, so that its lines are found together, whichever process wrote them. Must not throw.
 */
export type OrderLog = (
  level: 'info' | 'warn' | 'error',
  order: Pick<Order, 'orderId' | 'requestId'>,
  what: string,
  more?: Record<string, unknown>,
) => void;

/** Prints what went wrong, and nothing else. */
export const printErrors: OrderLog = (level, { orderId }, what, more) => {
  if (level === 'error') console.error(`Order ${orderId} is ${what}: ${String(more?.error)}`);
};
