import { env } from '@ticketmaster/common/env';
import { serveUserApp } from '@ticketmaster/notifications/user-app';
import { hearingByStream } from '../hearing.ts';

await serveUserApp(env, env.count('PORT', 3213), diary =>
  hearingByStream(diary, {
    serverUrl: env.text('SERVER_URL', 'http://127.0.0.1:3203'),
    silentMs: env.count('SILENT_MS', 35_000),
  }),
);
