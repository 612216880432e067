import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { roomOnRedis } from '@ticketmaster/waiting-room-ledger/room.fixture';
import { connectToRabbitMQ } from './connect.ts';
import { rabbitmqLine } from './line.ts';

describeRoom(
  'RabbitMQ',
  roomOnRedis(env.text('REDIS_URL'), async () => {
    const rabbitmq = await connectToRabbitMQ(env.text('AMQP_URL'));
    return { openLine: rabbitmqLine(rabbitmq), close: () => rabbitmq.close() };
  }),
);
