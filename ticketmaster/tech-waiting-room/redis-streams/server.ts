import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { serve } from '@ticketmaster/waiting-room/serve';
import { redisLedger, sharedSecret } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { redisStreamsLine, streamOf } from './line.ts';

const redis = connectToRedis(env.text('REDIS_URL'));

await serve(env, {
  port: env.count('PORT', 3101),
  openLine: redisStreamsLine(redis, { leaseMs: env.count('LEASE_MS', 5_000) }),
  openLedger: redisLedger(redis, { lineOf: streamOf }),
  secret: await sharedSecret(redis).catch(refuseToStart),
  ready: () => redis.ping(),
  close: [() => redis.quit()],
});
