import { Problem } from '@ticketmaster/common/problem';
import { repeat } from '@ticketmaster/common/repeat';
import type { Database } from '@ticketmaster/postgres/database';
import type { ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { webhookSecretFor } from '@ticketmaster/two-phase-payments/endpoint';
import { Router, raw } from 'express';

export interface WebhookParts {
  db: Database;
  client: ProviderClient;
  providerUrl: string;
  /** Tells the sale of an order, in whatever process, that there is something new. */
  wake(orderId: string, eventId: string): Promise<void>;
}

const PATH = '/api/webhooks/provider';
const REGISTER_EVERY_MS = 5_000;

/** What the provider tells by itself. It is a hint: the sale that waits for it asks again. One that never comes costs time and nothing else. */
export function webhooks({ db, client, providerUrl, wake }: WebhookParts) {
  let secret = '';

  function opened(body: unknown, signature: string) {
    try {
      return client.intentIn(Buffer.isBuffer(body) ? body : Buffer.of(), signature, secret || 'there is none yet');
    } catch (error) {
      throw new Problem(400, 'bad-signature', `Stripe-Signature: ${(error as Error).message.split('\n')[0]}`);
    }
  }

  return {
    /**
     * POST /api/webhooks/provider: 204, or 400 where the signature is not right.
     * @hears provider-event
     */
    routes: Router().post(PATH, raw({ type: '*/*', limit: '256kb' }), async (request, response) => {
      const { eventId, intentId } = opened(request.body, request.get('stripe-signature') ?? '');
      const { rows } = await db.query<{ order_id: string }>(
        'select order_id from authorization_at_provider where intent_id = $1',
        [intentId ?? null],
      );
      if (rows[0]) await wake(rows[0].order_id, eventId);
      response.writeHead(204).end();
    }),

    /** Asks for the provider's events at this server. It may be away, and comes back: until then a sale that waits asks by itself. */
    async listenAt(url: string): Promise<() => Promise<void>> {
      const register = async () => {
        secret ||= await webhookSecretFor(db, { url: `${url}${PATH}`, providerUrl, key: 'sk_test_lab' });
      };
      await register().catch((error: Error) => console.error(`No webhooks yet: ${error.message}`));
      return repeat(REGISTER_EVERY_MS, 'Registering for webhooks', register);
    },
  };
}
