import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '@ticketmaster/common/http';
import { Problem, requestIdOf } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { aVisitor, id } from '@ticketmaster/notifications/authenticate';
import type { DedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { aNotification, type Subscriber } from '@ticketmaster/notifications/user-app';
import { ask, type Reply } from '@ticketmaster/testing/client';
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import { type Hear, orders } from './orders.ts';
import { doubtOf } from './signature.ts';

export interface SubscriberOptions {
  /** Where the server is. */
  serverUrl: string;
  /** Where the server finds this app. */
  publicUrl: string;
  /** One; or two while they are changed, and then either is believed. */
  secrets: string[];
  /** Milliseconds since 1970. */
  now?: () => number;
  hear?: Hear;
  /** Where the experiments crash: between the mark and the effect of a message. */
  between?: () => void;
  doubt?: typeof doubtOf;
}

const CHALLENGE = 'webhook.challenge';
const aChallenge = z.object({ data: z.object({ challenge: z.string().max(100) }) });
const aMessage = z.object({ type: z.string(), data: aNotification.omit({ type: true }).extend({ visitorId: id }) });

/**
 * The app's half: registers its URL, and believes what comes there only when it is signed.
 *
 *   POST /hooks/{visitorId}  204 heard, also for the second time · 200 {challenge} · 401 bad-signature · 403 wrong-visitor
 */
export function webhookSubscriber(store: DedupeStore, options: SubscriberOptions): Subscriber {
  const { serverUrl, publicUrl, secrets, now = Date.now, between = () => {} } = options;
  const { hear = orders.together, doubt = doubtOf } = options;
  const closed = new AbortController();
  const raw = express.raw({ type: () => true, limit: '20kb', inflate: false }); // the signature is over the bytes, not over what they mean

  return {
    /**
     * @hears notification-by-webhook
     * @hears webhook.challenge
     */
    routes: Router().post('/hooks/:visitorId', raw, (request, response) => {
      const { visitorId } = valid(aVisitor, request.params);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const why = doubt(secrets, request.headers, body, now());
      if (why) throw refused(request, new Problem(401, 'bad-signature', `the message ${why}`));
      const sent = parsed(body);
      if ((sent as { type?: unknown })?.type === CHALLENGE)
        return send(response, 200, { challenge: valid(aChallenge, sent).data.challenge });
      const message = valid(aMessage, sent);
      if (message.data.visitorId !== visitorId || message.data.notificationId !== request.get('webhook-id'))
        throw refused(request, new Problem(403, 'wrong-visitor', `the message is not for ${visitorId}`));
      hear(store, { ...message.data, type: message.type }, between);
      response.writeHead(204).end(); // only now: what is not answered comes again
    }),

    async listenFor(visitorId, key) {
      const url = `${serverUrl}/api/visitors/${visitorId}/webhook`;
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ url: `${publicUrl}/hooks/${visitorId}`, secrets });
      for (let failures = 0; ; failures++) {
        const reply = await ask('PUT', url, headers, body).catch(() => undefined);
        if (reply && reply.status < 500) return accepted(reply);
        await pause(failures);
      }
    },

    async close() {
      closed.abort();
    },
  };

  /** Full jitter, at most 5 s. */
  async function pause(failures: number): Promise<void> {
    const most = Math.min(5_000, 100 * 2 ** failures);
    await sleep(most * Math.random(), undefined, { signal: closed.signal }).catch(() => {
      throw new Problem(503, 'unavailable', 'this app is being stopped', { retryable: true });
    });
  }
}

/** @problem any * What the server refuses, its app passes on as it came. */
function accepted({ status, body }: Reply): void {
  if (status === 200) return;
  const { type, detail } = body as { type: string; detail: string };
  throw new Problem(status, type, detail);
}

/** Logged, with nothing of what a stranger sent. */
function refused(request: Request, problem: Problem): Problem {
  const at = { time: new Date().toISOString(), requestId: requestIdOf(request) };
  console.error(JSON.stringify({ ...at, refused: problem.type, where: request.path, why: problem.message }));
  return problem;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Problem(400, 'invalid-request', 'body: is not valid JSON');
  }
}
