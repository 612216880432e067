import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { Redis } from 'ioredis';
import { connectToRabbitMQ } from './connect.ts';
import { rabbitmqLine } from './line.ts';

describeRoom('RabbitMQ', {
  async openServer(now) {
    const redis = new Redis(env.text('REDIS_URL'));
    const rabbitmq = await connectToRabbitMQ(env.text('AMQP_URL'));
    return {
      openLine: rabbitmqLine(rabbitmq),
      openLedger: redisLedger(redis, { now }),
      close: async () => void (await Promise.all([rabbitmq.close(), redis.quit()])),
    };
  },
});
