import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { connectToKafka, pinging } from '@ticketmaster/waiting-room-kafka/connect';
import { pictureCache } from './cache.ts';
import { jobLog } from './jobs/log.ts';
import { createTopics, topicsOf } from './jobs/topics.ts';
import { openView } from './jobs/view.ts';
import { storeAt } from './store/client.ts';

/** What an API and a worker have in common, from the environment: KAFKA_BROKERS, REDIS_URL, STORE_URL, STORE_TOKEN, PIPELINE. */
export async function connect() {
  const prefix = env.text('PIPELINE', 'pipeline');
  const kafka = connectToKafka(env.text('KAFKA_BROKERS'));
  const redis = connectToRedis(env.text('REDIS_URL'), {}, 'and until then nothing comes out of the cache');
  const ping = pinging(kafka);
  const topics = topicsOf(prefix);
  await ping()
    .then(() => createTopics(kafka, topics))
    .catch(refuseToStart);
  const view = openView(kafka, topics);
  await view.caughtUp().catch(refuseToStart);
  const log = jobLog(kafka, topics);
  return {
    ...{ prefix, kafka, redis, ping, topics, view, log },
    cache: pictureCache(redis, prefix),
    store: storeAt(env.text('STORE_URL'), env.text('STORE_TOKEN')),
    async close(): Promise<void> {
      await Promise.all([view.close(), ping.close(), log.close()]);
      redis.disconnect();
    },
  };
}
