import { type ClientParts, clientOf } from '@ticketmaster/flash-sales/client';
import type { Audit } from '@ticketmaster/flash-sales/flash-sale';
import type { Shop } from '@ticketmaster/flash-sales/shop';

/** What a buyer sends: who it is, and a card. */
export interface Wish {
  userId: string;
  paymentMethod: string;
}

/** The calls of this lesson. */
export function shopAt(url: string, parts: ClientParts) {
  const { call, asOperator, close } = clientOf(url, parts);
  const buy = (itemId: string, key: string, wish: Wish) =>
    call('POST', `/api/purchase/${itemId}`, wish, { 'idempotency-key': key });
  return {
    ...{ buy, close },
    view: itemId => call('GET', `/api/items/${itemId}`),
    purchase: (itemId, key) => buy(itemId, key, { userId: `user-${key}`, paymentMethod: 'pm_card_visa' }),
    putOnSale: (itemId, units) => asOperator('PUT', `/api/items/${itemId}`, { units }),
    stored: ({ body }) => call('GET', `/api/orders/${body.orderId}`),
    /** Rejects where it is not answered. */
    async audit(itemId): Promise<Audit> {
      const { status, body } = await asOperator('GET', `/api/items/${itemId}/audit`);
      if (status !== 200) throw new Error(`the audit was answered ${status}`);
      return body;
    },
  } satisfies Shop & { buy: typeof buy };
}
