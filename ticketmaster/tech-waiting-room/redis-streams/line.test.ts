import { env } from '@ticketmaster/common/env';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { describeLine } from '@ticketmaster/waiting-room/conformance';
import { Redis } from 'ioredis';
import { redisStreamsLine } from './line.ts';

const LEASE_MS = 1_500;

describeLine(
  'Redis Streams',
  {
    async openGate(eventId) {
      const redis = new Redis(env.text('REDIS_URL_2'), { maxRetriesPerRequest: 100 });
      redis.on('error', () => {}); // it connects again
      const line = await redisStreamsLine(redis, { leaseMs: LEASE_MS })(eventId);
      const close = async () => {
        await line.close();
        await redis.quit();
      };
      return { line: { ...line, close }, die: async () => redis.disconnect() };
    },
    async restartBroker() {
      await killServer('redis-2');
      await startServer('redis-2');
    },
  },
  { keepsPlace: 'the places of a dead gate wait out their lease while later ones are admitted' },
);
