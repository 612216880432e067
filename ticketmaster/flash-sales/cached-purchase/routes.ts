import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { idempotencyKey } from '@ticketmaster/common/idempotency';
import { notFound } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { answerTo, id } from '@ticketmaster/flash-sales/answers';
import type { Checkpoint } from '@ticketmaster/flash-sales/flash-sale';
import { lookingBack } from '@ticketmaster/flash-sales/routes';
import { Router } from 'express';
import { z } from 'zod';
import type { CachedSale } from './sale.ts';

const aProduct = z.strictObject({ productId: id });
const newProduct = z.strictObject({
  units: z.int().min(1).max(1_000_000),
  priceCents: z.int().min(0).max(10_000_000).default(5_000),
});
const newPurchase = z.strictObject({ productId: id, userId: id, qty: z.int().min(1).max(8).default(1) });

export interface RoutesParts {
  sale: Omit<CachedSale, 'close'>;
  /** Who sends it as a bearer token puts products on sale and sees the audit; '' for nobody. */
  operatorToken: string;
  /** For experiments. */
  reached?: Checkpoint;
}

/**
 *   GET  /api/products/{productId}        200 {productId, stock, version, priceCents}; X-Cache: cache | replica | primary · 404
 *   POST /api/purchase                    201 CONFIRMED · 409 out-of-stock · 503 being-purchased · 404 · 422 key reused
 *   GET  /api/orders/{orderId}            200 · 404
 *   PUT  /api/products/{productId}        200 puts so many units on sale, once; for the operator
 *   GET  /api/products/{productId}/audit  200: what must be 0, and what is a fact · 404; for the operator
 */
export function purchaseRoutes({ sale, operatorToken, reached = () => {} }: RoutesParts): Router {
  const operator = operatorOnly(operatorToken);
  return Router()
    .get('/api/products/:productId', async (request, response) => {
      const { productId } = valid(aProduct, request.params);
      const seen = await sale.view(productId);
      if (!seen) throw notFound(`product ${productId}`);
      const took = `redis;dur=${seen.redisMs.toFixed(2)}, database;dur=${seen.databaseMs.toFixed(2)}`;
      send(response, 200, seen.text, { 'x-cache': seen.from, 'server-timing': took });
    })
    .post('/api/purchase', json, async (request, response) => {
      const key = idempotencyKey(request);
      const { productId: itemId, qty: quantity, userId } = validBody(newPurchase, request);
      const purchase = { key, itemId, quantity, userId, paymentMethod: '' };
      const { status, order } = answerTo(purchase, await sale.purchase(purchase, reached));
      send(response, status, order);
    })
    .put('/api/products/:productId', operator, json, async (request, response) => {
      const { productId: itemId } = valid(aProduct, request.params);
      await sale.putOnSale({ itemId, ...validBody(newProduct, request) });
      send(response, 200, await sale.audit(itemId));
    })
    .use(lookingBack(sale, 'product', operator));
}
