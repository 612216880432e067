import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { serve } from '@ticketmaster/waiting-room/serve';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { sharedSecret } from '@ticketmaster/waiting-room-ledger/shared-secret';
import { connectToRabbitMQ, ping } from './connect.ts';
import { rabbitmqLine } from './line.ts';

const redis = connectToRedis(env.text('REDIS_URL'));
const rabbitmq = await connectToRabbitMQ(env.text('AMQP_URL')).catch(refuseToStart);
const gates = await connectToRabbitMQ(env.text('AMQP_URL')).catch(refuseToStart);

await serve(env, {
  port: env.count('PORT', 3103),
  openLine: rabbitmqLine(rabbitmq, { gates, deliveryLimit: env.count('DELIVERY_LIMIT', 20) }),
  openLedger: redisLedger(redis),
  secret: sharedSecret(redis),
  ready: () => Promise.all([redis.ping(), ping(gates)]),
  close: [() => rabbitmq.close(), () => gates.close(), () => redis.quit()],
});
