import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/locking/server-conformance';

const steps = [
  'order written',
  'locked',
  'token drawn',
  'looked',
  'authorized',
  'lock checked',
  'seats written',
  'captured',
  'tickets issued',
];
const names = ['PG_URL', 'PG_URL_2', 'REDIS_URL', 'REDIS_URL_2', 'REDIS_URL_3', 'REDIS_URL_4', 'REDIS_URL_5'];

describeServer('Redis locks', {
  script: join(import.meta.dirname, 'server.ts'),
  environment: { ...Object.fromEntries(names.map(name => [name, env.text(name)])), LEASE_MS: '1000' },
  ways: { 'one-redis': steps, redlock: steps },
  unsafe: ['unsafe'],
});
