import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { serve } from '@ticketmaster/waiting-room/serve';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { sharedSecret } from '@ticketmaster/waiting-room-ledger/shared-secret';
import { connectToSqs } from './connect.ts';
import { sqsLine } from './line.ts';
import { queueKind } from './queues.ts';

const redis = connectToRedis(env.text('REDIS_URL'));
const sqs = connectToSqs(env.text('SQS_ENDPOINT'));
const ping = () => sqs.send(new ListQueuesCommand({ MaxResults: 1 }));
await ping().catch(error => refuseToStart(new Error(`SQS does not answer: ${error.message || error.name}`)));

await serve(env, {
  port: env.count('PORT', 3104),
  openLine: sqsLine(sqs, {
    kind: queueKind(env.text('QUEUE_KIND', 'fifo')),
    leaseSeconds: env.count('LEASE_SECONDS', 5),
    maxReceives: env.count('MAX_RECEIVES', 20),
  }),
  openLedger: redisLedger(redis),
  secret: sharedSecret(redis),
  ready: () => Promise.all([redis.ping(), ping()]),
  close: [async () => sqs.destroy(), () => redis.quit()],
});
