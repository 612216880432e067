import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { describeServer } from '@ticketmaster/waiting-room/server-conformance';

describeServer('RabbitMQ', {
  script: join(import.meta.dirname, 'server.ts'),
  environment: { REDIS_URL: env.text('REDIS_URL'), AMQP_URL: env.text('AMQP_URL') },
  disposable: { name: 'rabbitmq-2', environment: { AMQP_URL: env.text('AMQP_URL_2') } },
  gateDies: { order: 'ada bob cyd dan eve', adaWaitsMs: [0, 4_000] },
  gatesAtWork: 2,
});
