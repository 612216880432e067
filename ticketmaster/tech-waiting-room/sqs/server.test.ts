import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/waiting-room/server-conformance';

const ours = {
  script: join(import.meta.dirname, 'server.ts'),
  disposable: { name: 'sqs-2', environment: { SQS_ENDPOINT: env.text('SQS_ENDPOINT_2') } },
  gatesAtWork: 2,
  visitors: 500,
} as const;
const urls = { REDIS_URL: env.text('REDIS_URL'), SQS_ENDPOINT: env.text('SQS_ENDPOINT') };

describeServer('SQS FIFO (ElasticMQ, an emulator)', {
  ...ours,
  environment: { ...urls, QUEUE_KIND: 'fifo', LEASE_SECONDS: '5' },
  gateDies: { order: 'ada bob cyd dan eve', adaWaitsMs: [4_000, 40_000] },
});

describeServer('SQS standard (ElasticMQ, an emulator)', {
  ...ours,
  environment: { ...urls, QUEUE_KIND: 'standard', LEASE_SECONDS: '10' },
  unordered: true,
  gateDies: { order: 'cyd|dan|eve ada|bob', adaWaitsMs: [9_000, 40_000] },
});
