import { clientOf as speakTo } from '@ticketmaster/flash-sales/client';
import type { Shop } from '@ticketmaster/flash-sales/shop';

export type Client = ReturnType<typeof clientOf>;

/** The calls of this lesson, to a server whose certificate is the only one that is trusted. */
export function clientOf(url: string, cert: string, operatorToken = '', withinMs = 5_000, connections = 128) {
  const { call, asOperator, close } = speakTo(url, { cert, operatorToken, withinMs, connections });
  return {
    ...{ call, close },
    view: (productId: string) => call('GET', `/api/products/${productId}`),
    purchase: (productId: string, userId: string, key: string, qty = 1) =>
      call('POST', '/api/purchase', { productId, userId, qty }, { 'idempotency-key': key }),
    putOnSale: (productId: string, units: number) =>
      asOperator('PUT', `/api/products/${productId}`, { units, priceCents: 0 }),
    audit: (productId: string) => asOperator('GET', `/api/products/${productId}/audit`),
  };
}

/** As the whole family sees it. */
export const shopOf = ({ call, close, view, purchase, putOnSale, audit }: Client): Shop => ({
  ...{ view, putOnSale, close },
  purchase: (productId, key) => purchase(productId, `user-${key}`, key),
  stored: ({ body }) => call('GET', `/api/orders/${body.orderId}`),
  audit: async productId => (await audit(productId)).body,
});
