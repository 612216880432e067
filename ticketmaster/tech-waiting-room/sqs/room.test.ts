import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { Redis } from 'ioredis';
import { connectToSqs } from './connect.ts';
import { sqsLine } from './line.ts';
import { queueKinds } from './queues.ts';

for (const kind of queueKinds)
  describeRoom(`SQS ${kind} (ElasticMQ, an emulator)`, {
    async openServer(now) {
      const redis = new Redis(env.text('REDIS_URL'));
      const sqs = connectToSqs(env.text('SQS_ENDPOINT'), 30_000);
      return {
        openLine: sqsLine(sqs, { kind }),
        openLedger: redisLedger(redis, { now }),
        async close() {
          sqs.destroy();
          await redis.quit();
        },
      };
    },
  });
