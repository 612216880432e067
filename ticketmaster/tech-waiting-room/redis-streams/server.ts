import { env } from '@ticketmaster/common/env';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { serve } from '@ticketmaster/waiting-room/serve';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { sharedSecret } from '@ticketmaster/waiting-room-ledger/shared-secret';
import { redisStreamsLine, streamOf } from './line.ts';

const redis = connectToRedis(env.text('REDIS_URL'));

await serve(env, {
  port: env.count('PORT', 3101),
  openLine: redisStreamsLine(redis, { leaseMs: env.count('LEASE_MS', 5_000) }),
  openLedger: redisLedger(redis, { lineOf: streamOf }),
  secret: sharedSecret(redis),
  ready: () => redis.ping(),
  close: [() => redis.quit()],
});
