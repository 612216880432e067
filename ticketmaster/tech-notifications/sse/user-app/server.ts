import { env } from '@ticketmaster/common/env';
import { serveUserApp } from '@ticketmaster/notifications/user-app';
import { streamSubscriber } from '../subscriber.ts';

await serveUserApp(env, env.count('PORT', 3213), store =>
  streamSubscriber(store, {
    serverUrl: env.text('SERVER_URL', 'http://127.0.0.1:3203'),
    silentMs: env.count('SILENT_MS', 35_000),
  }),
);
