import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/notifications/server-conformance';

const underTest = {
  server: join(import.meta.dirname, 'server.ts'),
  userApp: join(import.meta.dirname, 'user-app/server.ts'),
  environment: { PG_URL: env.text('PG_URL') },
};

// vitest itself sets MODE
describeServer('long polling', { ...underTest, appEnvironment: { MODE: 'long-poll' } });
describeServer('polling', { ...underTest, appEnvironment: { MODE: 'poll' } });
