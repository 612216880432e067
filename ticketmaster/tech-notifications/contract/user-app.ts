import { bearer } from '@ticketmaster/common/bearer';
import type { env as Env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart, send, unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import { within } from '@ticketmaster/common/within';
import { Router } from 'express';
import { z } from 'zod';
import { aVisitor } from './authenticate.ts';
import { type DedupeStore, type Incoming, openDedupeStore } from './dedupe-store.ts';
import { ADMITTED } from './queue.ts';

/** The app's half of a channel: how it comes to hear. What it hears goes into the dedupe store. */
export interface Subscriber {
  /** Where it is told, for a channel that calls the app. */
  routes?: Router;
  /**
   * Listens for this visitor from now on, after what the dedupe store knows already; again for one it listens for: with the new key. Rejects with
   * a Problem when the server refuses the key; a server that does not answer is tried again, for ever.
   */
  listenFor(visitorId: string, key: string): Promise<void>;
  /** Stops listening for everybody. */
  close(): Promise<void>;
}

/** A notification of any type, as it comes over a network; its visitor is the one who listens. */
export const aNotification = z.object({
  ...{ notificationId: z.uuid(), type: z.string(), seq: z.int().min(1) },
  ...{ data: z.record(z.string(), z.unknown()), expiresAt: z.iso.datetime().nullable() },
});

const SERVER_ANSWERS_IN_MS = 10_000;

/** The server's refusal is told as it is; that it is away, as a thing that passes. */
function asProblem(error: unknown): never {
  throw error instanceof Problem ? error : unavailable('the server');
}

/**
 *   PUT /api/visitors/{visitorId}        204 signs in on this app, with the key the visitor joined with
 *   GET /api/visitors/{visitorId}/heard  200 {visitorId, entries, heard}
 *   GET /api/heard                       200 {visitors, heard, repeated, entries}
 */
export function userAppRoutes(store: DedupeStore, subscriber: Subscriber): Router {
  const routes = Router()
    .put('/api/visitors/:visitorId', async (request, response) => {
      const { visitorId } = valid(aVisitor, request.params);
      const key = bearer(request);
      if (!key) throw new Problem(401, 'key-required', 'send the key that the visitor joined with, as a Bearer token');
      await within(SERVER_ANSWERS_IN_MS, subscriber.listenFor(visitorId, key)).catch(asProblem);
      store.signIn(visitorId, key); // what the server would not take is not remembered
      response.writeHead(204).end();
    })
    .get('/api/visitors/:visitorId/heard', (request, response) => {
      const { visitorId } = valid(aVisitor, request.params);
      send(response, 200, { visitorId, entries: store.entries(visitorId), heard: store.heard(visitorId) });
    })
    .get('/api/heard', (_request, response) => send(response, 200, store.totals()));
  return subscriber.routes ? routes.use(subscriber.routes) : routes;
}

/**
 * Serves the app of one or more visitors until SIGTERM; who had signed in before is listened for again.
 *
 * From the environment: DEDUPE_STORE, the file of its memory.
 */
export async function serveUserApp(
  env: typeof Env,
  port: number,
  subscriberWith: (store: DedupeStore) => Subscriber,
): Promise<void> {
  const store = openDedupeStore(env.text('DEDUPE_STORE', ':memory:'));
  const subscriber = subscriberWith(store);
  const server = await listen(
    app(userAppRoutes(store, subscriber), async () => {}),
    port,
  ).catch(refuseToStart);
  onShutdown(
    () => subscriber.close(),
    server.close,
    async () => store.close(),
  );
  console.log(`READY ${server.url}`);
  for (const { visitorId, key } of store.signedIn())
    subscriber.listenFor(visitorId, key).catch(({ message }) => console.error(`${visitorId}: ${message}`));
}

/** What a hearing does with each notification: one effect, however often it comes. Tells it on the terminal the first time. */
export function hearInto(store: DedupeStore, incoming: Incoming): boolean {
  const first = store.hear(incoming);
  console.log(`${inWords(incoming)}${first ? '' : ' (heard before)'}`);
  return first;
}

function inWords({ visitorId, type, data, expiresAt }: Incoming): string {
  const until = expiresAt === null ? '' : `, until ${expiresAt}`;
  return type === ADMITTED ? `${visitorId}: you're in to ${data.eventId}${until}` : `${visitorId}: ${type}${until}`;
}
