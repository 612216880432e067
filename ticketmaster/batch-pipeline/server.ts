/** The API:  KAFKA_BROKERS=… REDIS_URL=… STORE_URL=… STORE_TOKEN=… API_KEYS=name:key,… node server.ts */
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { Router } from 'express';
import { clientsOf } from './clients.ts';
import { connect } from './connections.ts';
import { lagOf } from './jobs/lag.ts';
import { rateLimit } from './limit.ts';
import { instruments, lookedAt, submissions } from './monitoring/instruments.ts';
import { artworkRoutes } from './routes.ts';
import { jobStreams } from './streams.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did

const { kafka, topics, redis, prefix, ping, view, log, cache, store, close } = await connect();
const streams = jobStreams(view);
const lag = lagOf(kafka, topics);
const counts = instruments();
lookedAt(counts, { name: 'artworks_waiting', help: 'Jobs that wait', labelNames: ['priority'] }, async () =>
  Object.entries(view.queue().waiting).map(([priority, count]) => [{ priority }, count]),
);
lookedAt(counts, { name: 'artworks_oldest_wait_seconds', help: 'Since when the oldest waits' }, async () => [
  [{}, view.queue().oldestMs / 1_000],
]);
lookedAt(
  counts,
  { name: 'artworks_kafka_lag', help: 'Jobs in the topics that no worker has acknowledged' },
  async () => [[{}, await lag()]],
);
const artworks = artworkRoutes({
  ...{ view, log, cache, store, streams, submissions: submissions(counts) },
  picturesAt: env.text('PUBLIC_STORE_URL', store.url),
  authenticate: clientsOf(env.text('API_KEYS')),
  limit: rateLimit(redis, prefix, { perMinute: env.count('PER_MINUTE', 120), atOnce: env.count('AT_ONCE', 20) }),
  mostQueued: env.count('MOST_QUEUED', 5_000),
});
const routes = Router().use(counts.counted, counts.routes, artworks);
const server = await listen(app(routes, ping), env.count('PORT', 3901)).catch(refuseToStart);
onShutdown(async () => streams.close(), server.close, lag.close, close);
console.log(`READY ${server.url}`);
