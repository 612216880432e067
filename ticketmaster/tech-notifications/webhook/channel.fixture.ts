import assert from 'node:assert/strict';
import { join } from 'node:path';
import { app, listen, type Running } from '@ticketmaster/common/http';
import { byKey } from '@ticketmaster/notifications/authenticate';
import type { Channel } from '@ticketmaster/notifications/channel';
import { openDedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { serveLesson } from '@ticketmaster/notifications/lesson.fixture';
import type { ChannelUnderTest } from '@ticketmaster/notifications/promises';
import type { Queue } from '@ticketmaster/notifications/queue';
import { userAppRoutes } from '@ticketmaster/notifications/user-app';
import { openTestDatabase as openOutbox } from '@ticketmaster/notifications-outbox/database.fixture';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { queueIn } from '@ticketmaster/notifications-outbox/queue';
import type { Database } from '@ticketmaster/postgres/database';
import { eventually } from '@ticketmaster/testing/eventually';
import { Router } from 'express';
import { deliveriesOf, eavesdrop, forge, replay, type Target } from './attacks.fixture.ts';
import { type WebhookOptions, webhookChannel } from './channel.ts';
import { newSecret } from './signature.ts';
import { type SubscriberOptions, webhookSubscriber } from './subscriber.ts';
import { WEBHOOK } from './webhooks.ts';

/** What the planted bugs replace. */
export interface Parts {
  database?: (db: Database) => Database;
  queue?: (queue: Queue) => Queue;
  channel?: typeof webhookChannel;
  options?: Partial<WebhookOptions>;
  subscriber?: Partial<SubscriberOptions>;
}

export const openTestDatabase = (url: string, schema = 'notifications_webhook_test') =>
  openOutbox(url, schema, [join(import.meta.dirname, 'schema.sql')]);

/** Short times, and enough attempts. */
export const quick: WebhookOptions = {
  now: Date.now,
  pollMs: 100,
  timeoutMs: 10_000,
  retries: { baseMs: 20, capMs: 200, askedCapMs: 1_000, maxAttempts: 100 },
  inFlight: { together: 32, toOne: 16, slowMs: 200 },
  allowedAddresses: ['127.0.0.1'],
};

/** A server and its apps in this process, which talk through real connections to a real PostgreSQL. */
export function webhookUnderTest(open: () => Promise<Database>, parts: Parts = {}): ChannelUnderTest {
  let serverUrl = '';
  const targets = new Map<string, Target>();

  return {
    patienceMs: 30_000,

    async startServer({ now, mute }) {
      const db = (parts.database ?? (same => same))(await open());
      const queue = (parts.queue ?? (same => same))(queueIn(db));
      const [outbox, authenticate, options] = [outboxIn(db), byKey(queue), { ...quick, ...parts.options, now }];
      const channel = mute ? deaf : (parts.channel ?? webhookChannel)(db, outbox, authenticate, options);
      const port = serverUrl ? Number(new URL(serverUrl).port) : 0;
      const served = await serveLesson({ queue, outbox, channel, authenticate }, now, port);
      serverUrl = served.url;
      async function die() {
        await served.die();
        await db.close();
      }
      return { ...served, die };
    },

    async openApp(visitor) {
      const { visitorId, key } = visitor;
      const store = openDedupeStore(':memory:');
      const secrets = [newSecret()];
      const outer = Router(); // has a URL before the hearing is there
      let server: Running | undefined = await listenAgain('', outer);
      const { url } = server;
      const subscriber = webhookSubscriber(store, { serverUrl, publicUrl: url, secrets, ...parts.subscriber });
      outer.use(userAppRoutes(store, subscriber));
      await subscriber.listenFor(visitorId, key);
      const times = () => store.heard(visitorId).reduce((sum, heard) => sum + heard.times, 0);
      targets.set(visitorId, { serverUrl, appUrl: url, secrets, times });

      const goOffline = async () => {
        await server?.close(0);
        server = undefined;
      };
      return {
        heard: () => store.heard(visitorId),
        entries: () => store.entries(visitorId),
        goOffline,
        async comeBack() {
          await eventually(async () => {
            const waiting = (await deliveriesOf(serverUrl, visitor)).filter(({ state }) => state === 'PENDING');
            const inVain = waiting.some(({ attempts }) => attempts.length > 0);
            assert.ok(inVain || waiting.length === 0, 'away for so long that at least one attempt was in vain');
          }, 10_000);
          server = await listenAgain(url, outer);
        },
        async hearAgain() {
          for (const { notificationId } of store.heard(visitorId)) await replay(serverUrl, visitor, notificationId);
        },
        async close() {
          await subscriber.close();
          await goOffline();
          store.close();
        },
      };
    },

    eavesdrop: (ada, mallory) => eavesdrop(targets.get(ada.visitorId)!, ada, mallory, targets.get(mallory.visitorId)!),
    forge: ada => forge(targets.get(ada.visitorId)!, ada),
  };
}

/** What a server has that is killed right after each commit. */
const deaf: Channel = { name: WEBHOOK, routes: Router(), notify() {}, ready: async () => {}, async close() {} };

/** At the URL that it had before, if it had one. */
const listenAgain = (url: string, routes: Router) =>
  listen(
    app(routes, async () => {}),
    url ? Number(new URL(url).port) : 0,
  );
