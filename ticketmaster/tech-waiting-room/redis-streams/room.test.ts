import { env } from '@ticketmaster/common/env';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { Redis } from 'ioredis';
import { redisStreamsLine, streamOf } from './line.ts';

describeRoom('Redis Streams', {
  async openServer(now) {
    const redis = new Redis(env.text('REDIS_URL'));
    return {
      openLine: redisStreamsLine(redis),
      openLedger: redisLedger(redis, { now, lineOf: streamOf }),
      close: async () => void (await redis.quit()),
    };
  },
});
