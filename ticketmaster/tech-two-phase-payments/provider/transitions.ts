/** Where a PaymentIntent can be, in Stripe's words (docs.stripe.com/payments/paymentintents/lifecycle), and how it gets from one to the other. */
export const statuses = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] as const;
export type Status = (typeof statuses)[number];

const unasked = ['requires_payment_method', 'requires_confirmation'] as const;

/** From where each move may go, and where to. A pure table: who moves what, and what it costs, is elsewhere. */
export const moves = {
  confirm: { from: unasked, to: 'requires_capture' },
  decline: { from: unasked, to: 'requires_payment_method' },
  requireAction: { from: unasked, to: 'requires_action' },
  completeAction: { from: ['requires_action'], to: 'requires_capture' },
  capture: { from: ['requires_capture'], to: 'succeeded' },
  /** The provider says "received", and tells later. */
  captureLater: { from: ['requires_capture'], to: 'processing' },
  settle: { from: ['processing'], to: 'succeeded' },
  fail: { from: ['processing'], to: 'requires_payment_method' },
  cancel: { from: [...unasked, 'requires_action', 'requires_capture'], to: 'canceled' },
  expire: { from: ['requires_capture'], to: 'canceled' },
} as const satisfies Record<string, { from: readonly Status[]; to: Status }>;
export type Move = keyof typeof moves;

/** Where it is then; undefined where that move is refused. */
export function moved(status: Status, move: Move): Status | undefined {
  const { from, to } = moves[move];
  return (from as readonly Status[]).includes(status) ? to : undefined;
}
