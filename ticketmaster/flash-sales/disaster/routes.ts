import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey } from '@ticketmaster/common/idempotency';
import { notFound } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { answerTo, id } from '@ticketmaster/flash-sales/answers';
import type { Checkpoint, FlashSale } from '@ticketmaster/flash-sales/flash-sale';
import { lookingBack } from '@ticketmaster/flash-sales/routes';
import { Router } from 'express';
import { z } from 'zod';

const anItem = z.strictObject({ itemId: id });
const newItem = z.strictObject({
  units: z.int().min(1).max(1_000_000),
  priceCents: z.int().min(50).max(10_000_000).default(5_000),
});
const newPurchase = z.strictObject({
  userId: id,
  quantity: z.int().min(1).max(8).default(1),
  paymentMethod: z.string().regex(/^[\w-]{1,100}$/, 'must be 1 to 100 letters, digits, _ or -'),
});

export interface RoutesParts {
  sale: Omit<FlashSale, 'close'>;
  /** Who sends it as a bearer token puts items on sale and sees the audit; '' for nobody. */
  operatorToken: string;
  /** For experiments. */
  reached: Checkpoint;
}

/**
 *   POST /api/purchase/{itemId}     201 CONFIRMED · 202 RESERVED · 402 payment-failed · 409 out-of-stock · 503 being-purchased · 404
 *   GET  /api/orders/{orderId}      200 · 404
 *   GET  /api/items/{itemId}        200 {itemId, inventory, priceCents} · 404
 *   PUT  /api/items/{itemId}        200 puts so many units on sale, once; for the operator
 *   GET  /api/items/{itemId}/audit  200: what must be 0, and what is a fact · 404; for the operator
 */
export function disasterRoutes({ sale, operatorToken, reached }: RoutesParts): Router {
  const operator = operatorOnly(operatorToken);
  return Router()
    .post('/api/purchase/:itemId', json, async (request, response) => {
      const { itemId } = valid(anItem, request.params);
      const key = idempotencyKey(request);
      const purchase = { key, itemId, ...validBody(newPurchase, request) };
      const { status, order } = answerTo(purchase, await sale.purchase(purchase, reached));
      send(response, status, order);
    })
    .get('/api/items/:itemId', async (request, response) => {
      const { itemId } = valid(anItem, request.params);
      const item = await sale.inventory(itemId);
      if (!item) throw notFound(`item ${itemId}`);
      send(response, 200, { itemId, ...item });
    })
    .put('/api/items/:itemId', operator, json, async (request, response) => {
      const { itemId } = valid(anItem, request.params);
      await sale.putOnSale({ itemId, ...validBody(newItem, request) });
      send(response, 200, await sale.audit(itemId));
    })
    .use(lookingBack(sale, 'item', operator));
}
