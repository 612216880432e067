import { send } from '@ticketmaster/common/http';
import { notFound } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { id } from './answers.ts';
import type { FlashSale } from './flash-sale.ts';

/**
 * What is looked at afterwards; `thing` is what the lesson's document calls what it sells.
 *
 *   GET /api/orders/{orderId}          200 · 404
 *   GET /api/{thing}s/{itemId}/audit   200: what must be 0, and what is a fact · 404; for the operator
 */
export const lookingBack = (
  sale: Pick<FlashSale, 'order' | 'audit'>,
  thing: string,
  operator: RequestHandler,
): Router =>
  Router()
    .get('/api/orders/:orderId', async (request, response) => {
      const { orderId } = valid(z.strictObject({ orderId: z.uuid() }), request.params);
      const order = await sale.order(orderId);
      if (!order) throw notFound(`order ${orderId}`);
      send(response, 200, order);
    })
    .get(`/api/${thing}s/:itemId/audit`, operator, async (request, response) => {
      const { itemId } = valid(z.strictObject({ itemId: id }), request.params);
      const audit = await sale.audit(itemId);
      if (!audit) throw notFound(`${thing} ${itemId}`);
      send(response, 200, audit);
    });
