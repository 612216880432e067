import { json, send } from '@ticketmaster/common/http';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import { type Authenticate, theirOwn } from '@ticketmaster/notifications/authenticate';
import { hasExpired } from '@ticketmaster/notifications/notification';
import { Router } from 'express';
import { z } from 'zod';
import type { registration } from './registration.ts';
import type { Sender } from './sender.ts';
import { isSecret } from './signature.ts';
import type { Webhooks } from './webhooks.ts';

const secret = z.string().refine(isSecret, 'must be whsec_ and base64 of 24 to 64 bytes');
const aWebhook = z.strictObject({ url: z.string(), secrets: z.array(secret).min(1).max(2) });
const aNotification = z.object({ notificationId: z.uuid('must be a UUID') });

export interface RouteParts {
  authenticate: Authenticate;
  webhooks: Webhooks;
  register: ReturnType<typeof registration>;
  sender: Sender;
  now: () => number;
}

/** All of them for the visitor alone. */
export function webhookRoutes({ authenticate, webhooks, register, sender, now }: RouteParts): Router {
  const webhook = '/api/visitors/:visitorId/webhook';
  return Router()
    .put(webhook, json, async (request, response) => {
      const visitorId = await theirOwn(authenticate, request);
      await register(visitorId, validBody(aWebhook, request));
      sender.wake();
      send(response, 200, await shown(visitorId));
    })
    .get(webhook, async (request, response) => {
      send(response, 200, await shown(await theirOwn(authenticate, request)));
    })
    .delete(webhook, async (request, response) => {
      await webhooks.end(await theirOwn(authenticate, request));
      response.writeHead(204).end();
    })
    .post('/api/visitors/:visitorId/deliveries/:notificationId/replay', async (request, response) => {
      const visitorId = await theirOwn(authenticate, request);
      const { notificationId } = valid(aNotification, request.params);
      const { state, ...notification } = (await webhooks.find(visitorId, notificationId)) ?? missing(notificationId);
      const { url, secrets, state: of } = (await webhooks.of(visitorId)) ?? missing(`a webhook of ${visitorId}`);
      if (state !== 'DELIVERED' && hasExpired(notification, now())) throw no('expired', 'it has expired');
      if (state === 'PENDING') throw no('pending', 'it is yet to be sent, by itself');
      if (of === 'DISABLED') throw no('webhook-disabled', 'the webhook has answered 410; register it again');
      const due = { notification, url, origin: new URL(url).origin, secrets, attempts: 0 };
      const attempt = await sender.sendByHand(due);
      if (!attempt) throw new Problem(503, 'busy', 'too much is being sent', { retryable: true });
      if (attempt.state !== 'DELIVERED')
        throw new Problem(502, 'not-delivered', `not taken: ${attempt.detail}`, { retryable: true });
      send(response, 200, { notificationId, state: attempt.state, detail: attempt.detail });
    });

  /** Without the secrets. */
  async function shown(visitorId: string) {
    const { url, state, secrets } = (await webhooks.of(visitorId)) ?? missing(`a webhook of ${visitorId}`);
    return { visitorId, url, state, secrets: secrets.length };
  }
}

function missing(what: string): never {
  throw notFound(what);
}

const no = (type: string, detail: string) => new Problem(409, type, detail);
