/** What the family's comparison runs of this lesson. */
import { connectToRedis } from '@ticketmaster/redis/connect';
import type { Technology } from '@ticketmaster/waiting-room/technology';
import { redisStreamsLine, streamOf } from './line.ts';

export const technologies: Technology[] = [
  {
    name: 'Redis Streams',
    async connect(urls) {
      const redis = connectToRedis(urls.REDIS_URL!);
      return { openLine: redisStreamsLine(redis), lineOf: streamOf, close: () => redis.quit() };
    },
  },
];
