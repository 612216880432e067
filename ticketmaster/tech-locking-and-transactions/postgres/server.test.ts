import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/locking/server-conformance';

const steps = ['order written', 'seats found', 'seats taken', 'tickets issued'];

describeServer('PostgreSQL', {
  script: join(import.meta.dirname, 'server.ts'),
  environment: { PG_URL: env.text('PG_URL') },
  ways: {
    pessimistic: steps,
    nowait: steps,
    'skip-locked': steps,
    optimistic: steps,
    'repeatable-read': steps,
    serializable: steps,
    'single-statement': steps,
  },
  unsafe: ['unsafe'],
});
