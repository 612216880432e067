import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { serve } from '@ticketmaster/waiting-room/serve';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { sharedSecret } from '@ticketmaster/waiting-room-ledger/shared-secret';
import { connectToKafka, pinging } from './connect.ts';
import { kafkaLine } from './line.ts';
import { deleteEnded } from './topics.ts';

const redis = connectToRedis(env.text('REDIS_URL'));
const kafka = connectToKafka(env.text('KAFKA_BROKERS'));
const ping = pinging(kafka);
await ping().catch(refuseToStart);
const stopDeleting = repeat(3_600_000, 'Deleting the topics of ended on-sales', () => deleteEnded(kafka));

await serve(env, {
  port: env.count('PORT', 3102),
  openLine: kafkaLine(kafka, { sessionTimeoutMs: env.count('SESSION_TIMEOUT_MS', 6_000) }),
  openLedger: redisLedger(redis),
  secret: sharedSecret(redis),
  ready: () => Promise.all([redis.ping(), ping()]),
  close: [stopDeleting, () => ping.close(), () => redis.quit()],
});
