import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/locking/server-conformance';

describeServer('Dynoxide, an emulator of DynamoDB', {
  script: join(import.meta.dirname, 'server.ts'),
  environment: { DYNAMODB_ENDPOINT: env.text('DYNAMODB_ENDPOINT'), LEASE_MS: '500' },
  ways: {
    transactional: ['looked', 'transaction done'],
    conditional: [
      ...['looked', 'order written', 'seat 1 taken', 'seat 2 taken'],
      ...['sold', 'money taken', 'tickets issued', 'confirmed'],
    ],
  },
  unsafe: ['unsafe'],
});
