import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/notifications/server-conformance';

describeServer('webhook', {
  server: join(import.meta.dirname, 'server.ts'),
  userApp: join(import.meta.dirname, 'user-app/server.ts'),
  environment: {
    PG_URL: env.text('PG_URL'),
    ALLOWED_ADDRESSES: '127.0.0.1',
    POLL_MS: '100',
    RETRY_BASE_MS: '100',
    RETRY_CAP_MS: '1000',
    MAX_ATTEMPTS: '100', // the app may be away for 10 s
  },
});
