import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { Redis } from 'ioredis';
import { connectToKafka } from './connect.ts';
import { kafkaLine } from './line.ts';

describeRoom('Kafka', {
  async openServer(now) {
    const redis = new Redis(env.text('REDIS_URL'));
    return {
      openLine: kafkaLine(connectToKafka(env.text('KAFKA_BROKERS'))),
      openLedger: redisLedger(redis, { now }),
      close: async () => void (await redis.quit()),
    };
  },
});
