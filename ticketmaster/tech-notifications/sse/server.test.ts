import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/notifications/server-conformance';

describeServer('SSE', {
  server: join(import.meta.dirname, 'server.ts'),
  userApp: join(import.meta.dirname, 'user-app/server.ts'),
  environment: { PG_URL: env.text('PG_URL'), REDIS_URL: env.text('REDIS_URL'), RETRY_MS: '300' },
});
