import type { Purchase } from '@ticketmaster/locking/box-office';
import type { payments } from '@ticketmaster/locking-store/payments';

/** Who moves the money, as a sale of this lesson needs it: by the order alone, for who finishes it may know no more. */
export interface Money {
  /** Sets `cents` aside; false for a card that is declined. */
  authorize(purchase: Purchase, cents: number): Promise<boolean>;
  /** True only when the money of the order is taken; false when nothing is set aside that could be. */
  capture(orderId: string): Promise<boolean>;
  /** Gives back what is set aside; false when nothing was. */
  void(orderId: string): Promise<boolean>;
}

export function moneyAt(provider: ReturnType<typeof payments>): Money {
  return {
    authorize: provider.authorize,
    async capture(orderId) {
      await provider.capture(orderId);
      return (await provider.statusOf(orderId)) === 'CAPTURED';
    },
    void: async orderId => (await provider.void(orderId)).rowCount === 1,
  };
}
