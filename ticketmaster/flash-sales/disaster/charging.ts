import type { Order } from '@ticketmaster/flash-sales/flash-sale';
import { type ProviderClient, Refused, Unknown } from '@ticketmaster/two-phase-payments/client';

/** Rejects with Unknown where it is not known what happened: the same call again will tell. */
export interface Charging {
  /** Takes the money, once, however often it is asked; false for a card that is declined. */
  charge(order: Order, paymentMethod: string): Promise<boolean>;
  /** Makes sure that no money is taken any more; true where it was taken before. */
  giveUp(order: Order): Promise<boolean>;
}

/** In one phase, as the drawing has it. The keys are made of the order: who asks again, also another process, means the same charge. */
export function chargingBy(provider: ProviderClient): Charging {
  const intentOf = ({ orderId, itemId, totalCents }: Order) =>
    provider.create(
      `flash-create-${orderId}`,
      { orderId, eventId: itemId, cents: totalCents, currency: 'EUR', fault: null },
      'automatic',
    );
  async function giveUp(order: Order): Promise<boolean> {
    const { id } = await intentOf(order);
    const { status } = (await provider.cancel(`flash-cancel-${order.orderId}`, id)).intent;
    if (status !== 'succeeded' && status !== 'canceled') throw new Unknown('has not decided yet', true);
    return status === 'succeeded';
  }
  return {
    giveUp,
    async charge(order, paymentMethod) {
      const { id } = await intentOf(order);
      const answer = await provider.confirm(`flash-confirm-${order.orderId}`, id, paymentMethod).catch(notThere);
      if (!answer || answer.declined) return false;
      return answer.intent.status === 'succeeded' || giveUp(order); // a bank that wants to ask the buyer first is too slow for this sale
    },
  };
}

/** A card that the provider does not know is one that is declined. */
function notThere(error: unknown): undefined {
  if (!(error instanceof Refused)) throw error;
}
