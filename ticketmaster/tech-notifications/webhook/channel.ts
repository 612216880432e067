import type { Authenticate } from '@ticketmaster/notifications/authenticate';
import type { Channel } from '@ticketmaster/notifications/channel';
import type { Outbox } from '@ticketmaster/notifications/outbox';
import type { Database } from '@ticketmaster/postgres/database';
import { addressGuard, type Resolve } from './addresses.ts';
import { poster } from './post.ts';
import { registration } from './registration.ts';
import { webhookRoutes } from './routes.ts';
import { type SendOptions, sender } from './sender.ts';
import { WEBHOOK, webhooksIn } from './webhooks.ts';

export interface WebhookOptions extends SendOptions {
  /** Private addresses that a webhook may lead to all the same. */
  allowedAddresses: string[];
  resolve?: Resolve;
}

/**
 * Tells by webhook: the server calls the app, as Standard Webhooks says.
 *
 *   register → POST a challenge · INSERT webhook          once it is answered
 *   tell     → wakes; who works does claim, post, note, release
 *   claim    → SELECT … FOR UPDATE SKIP LOCKED · UPDATE webhook SET lease_until
 *   post     → POST url, webhook-id, webhook-timestamp, webhook-signature
 *   note     → UPDATE notification · INSERT attempt       DELIVERED, PENDING or DEAD
 *   release  → UPDATE webhook SET lease_until = NULL, due_at = now, or after a pause
 *   replay   → post and note, by hand
 *
 * A visitor's line stands still while its head is being sent or waits for its next attempt: that keeps the order, and lets servers share
 * the work visitor by visitor.
 */
export function webhookChannel(
  db: Database,
  outbox: Outbox,
  authenticate: Authenticate,
  options: WebhookOptions,
): Channel {
  const { now, timeoutMs, allowedAddresses, inFlight, resolve } = options;
  const webhooks = webhooksIn(db);
  const guard = addressGuard(allowedAddresses, resolve);
  const post = poster(guard, timeoutMs, now);
  const send = sender({ outbox, webhooks, poster: post }, options);
  const register = registration({ webhooks, guard, poster: post, inFlight, now });

  return {
    name: WEBHOOK,
    routes: webhookRoutes({ authenticate, webhooks, register, sender: send, now }),
    notify: () => send.wake(),
    ready: () => db.query('select 1'),
    close: send.close,
  };
}
