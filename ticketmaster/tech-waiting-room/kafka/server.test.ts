import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/waiting-room/server-conformance';

describeServer('Kafka', {
  script: join(import.meta.dirname, 'server.ts'),
  environment: { REDIS_URL: env.text('REDIS_URL'), KAFKA_BROKERS: env.text('KAFKA_BROKERS') },
  disposable: { name: 'kafka-2', environment: { KAFKA_BROKERS: env.text('KAFKA_BROKERS_2') } },
  gateDies: { order: 'ada bob cyd dan eve', adaWaitsMs: [3_000, 40_000] },
  gatesAtWork: 1,
});
