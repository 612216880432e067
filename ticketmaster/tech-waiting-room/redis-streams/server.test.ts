import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/waiting-room/server-conformance';

describeServer('Redis Streams', {
  script: join(import.meta.dirname, 'server.ts'),
  environment: { REDIS_URL: env.text('REDIS_URL'), LEASE_MS: '4000' },
  disposable: { name: 'redis-2', environment: { REDIS_URL: env.text('REDIS_URL_2') } },
  gateDies: { order: 'cyd dan eve ada bob', adaWaitsMs: [4_000, 40_000] },
  gatesAtWork: 2,
});
