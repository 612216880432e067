import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { roomOnRedis } from '@ticketmaster/waiting-room-ledger/room.fixture';
import { connectToSqs } from './connect.ts';
import { sqsLine } from './line.ts';
import { queueKinds } from './queues.ts';

for (const kind of queueKinds)
  describeRoom(
    `SQS ${kind} (ElasticMQ, an emulator)`,
    roomOnRedis(env.text('REDIS_URL'), () => {
      const sqs = connectToSqs(env.text('SQS_ENDPOINT'), 30_000);
      return { openLine: sqsLine(sqs, { kind }), close: async () => sqs.destroy() };
    }),
  );
