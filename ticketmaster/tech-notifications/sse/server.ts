import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/notifications/serve';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { queueIn } from '@ticketmaster/notifications-outbox/queue';
import { purgeOutbox, purgeQueue } from '@ticketmaster/notifications-outbox/retention';
import { outboxTables, queueTables } from '@ticketmaster/notifications-outbox/tables';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { Router } from 'express';
import { sseChannel } from './channel.ts';
import { connectForFanOut, redisFanOut } from './fan-out.ts';
import { pageRoutes } from './page.ts';
import { sessionsIn } from './session.ts';
import { openStreams } from './streams.ts';

const schema = 'notifications_sse';
const db = connectToPostgres(env.text('PG_URL'), { schema });
await migrate(db, schema, { once: [outboxTables, queueTables] }).catch(refuseToStart);
const outbox = outboxIn(db);
const queue = queueIn(db);
const { authenticate, routes: sessions } = sessionsIn(db, queue);
const streams = openStreams({
  most: env.count('MOST_STREAMS', 15_000),
  heartbeatMs: env.count('HEARTBEAT_MS', 15_000),
  retryMs: env.count('RETRY_MS', 2_000),
});
const redis = connectForFanOut(env.text('REDIS_URL'));
const fanOut = redisFanOut(redis, `${schema}:admitted`);

await serve(env, {
  ...{ port: env.count('PORT', 3203), queue, outbox, authenticate },
  channel: sseChannel({ db, outbox, authenticate, streams, fanOut, sweepMs: env.count('SWEEP_MS', 2_000) }),
  demo: Router().use(sessions, pageRoutes()),
  purge: async now => [await purgeOutbox(db, now), await purgeQueue(db, now)],
  close: [async () => redis.close(), db.close],
});
