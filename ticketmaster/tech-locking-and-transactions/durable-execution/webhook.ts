import { DBOS } from '@dbos-inc/dbos-sdk';
import { Problem } from '@ticketmaster/common/problem';
import type { Connection } from '@ticketmaster/postgres/database';
import type { ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { Router, raw } from 'express';
import { MONEY } from './sale.ts';
import { attemptOf } from './ways.ts';

export interface WebhookParts {
  db: Connection;
  client: ProviderClient;
  /** Of our endpoint at the provider; '' while there is none. */
  secret: () => string;
}

/**
 * POST /api/webhooks/provider: 204, or 400 where the signature is not right. What the provider tells by itself is a hint: it wakes the sale that
 * waits for it, in whatever process, and the sale asks again. One that never comes costs time and nothing else.
 */
export function webhookRoutes({ db, client, secret }: WebhookParts): Router {
  return Router().post('/api/webhooks/provider', raw({ type: '*/*', limit: '256kb' }), async (request, response) => {
    const { eventId, intentId } = opened(request.body, request.get('stripe-signature') ?? '');
    const { rows } = await db.query<{ order_id: string }>(
      'select order_id from authorization_at_provider where intent_id = $1',
      [intentId ?? null],
    );
    if (rows[0]) {
      const { workflowID, known } = await attemptOf(rows[0].order_id);
      if (known?.status === 'PENDING') await DBOS.send(workflowID, eventId, MONEY, eventId);
    }
    response.writeHead(204).end();
  });

  function opened(body: unknown, signature: string) {
    try {
      return client.intentIn(Buffer.isBuffer(body) ? body : Buffer.of(), signature, secret() || 'there is none yet');
    } catch (error) {
      throw new Problem(400, 'bad-signature', `Stripe-Signature: ${(error as Error).message.split('\n')[0]}`);
    }
  }
}
