import { randomUUIDv7 } from 'node:crypto';
import {
  cardIsGood,
  fingerprint,
  keyReused,
  type Move,
  moves,
  noSuchPayment,
  notPossible,
  type Payment,
  type PaymentProvider,
} from './provider.ts';

/** The reference: as little as keeps all promises. What it holds ends with the process. */
export function memoryProvider(): PaymentProvider {
  const payments = new Map<string, Payment>();
  const keys = new Map<string, { request: string; paymentId: string }>();

  /** Whose key it is: the payment it stands for, once it has been used for this same request. */
  function claim(key: string, request: string, paymentId: () => string): { paymentId: string; known: boolean } {
    const known = keys.get(key);
    if (known && known.request !== request) throw keyReused();
    if (known) return { paymentId: known.paymentId, known: true };
    const claimed = { request, paymentId: paymentId() };
    keys.set(key, claimed);
    return { ...claimed, known: false };
  }

  const mover = (move: Move) => async (key: string, paymentId: string) => {
    const { from, to, verb } = moves[move];
    const payment = payments.get(paymentId);
    if (!payment) throw noSuchPayment(paymentId);
    claim(key, `${move} ${paymentId}`, () => paymentId);
    if (payment.status === from) payment.status = to;
    if (payment.status !== to) throw notPossible(verb, payment);
    return { ...payment };
  };

  return {
    async authorize(key, charge) {
      const { paymentId, known } = claim(key, `authorize ${fingerprint(charge)}`, randomUUIDv7);
      if (!known) {
        const { paymentToken, ...kept } = charge;
        payments.set(paymentId, { paymentId, ...kept, status: cardIsGood(paymentToken) ? 'AUTHORIZED' : 'DECLINED' });
      }
      return { ...payments.get(paymentId)! };
    },
    capture: mover('capture'),
    void: mover('void'),
    refund: mover('refund'),
    async find(orderId) {
      return [...payments.values()].filter(payment => payment.orderId === orderId).map(payment => ({ ...payment }));
    },
  };
}
