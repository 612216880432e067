import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/notifications/serve';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { outboxTables } from '@ticketmaster/notifications-outbox/tables';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { sseChannel } from './channel.ts';
import { connectForFanOut, redisFanOut } from './fan-out.ts';
import { openStreams } from './streams.ts';

const schema = 'notifications_sse';
const db = connectToPostgres(env.text('PG_URL'), { schema });
await migrate(db, schema, { once: [outboxTables] }).catch(refuseToStart);
const outbox = outboxIn(db);
const streams = openStreams({
  most: env.count('MOST_STREAMS', 15_000),
  heartbeatMs: env.count('HEARTBEAT_MS', 15_000),
  retryMs: env.count('RETRY_MS', 2_000),
});
const redis = connectForFanOut(env.text('REDIS_URL'));
const fanOut = redisFanOut(redis, `${schema}:admitted`);

await serve(env, {
  ...{ port: env.count('PORT', 3203), outbox },
  channel: sseChannel({ db, outbox, streams, fanOut, sweepMs: env.count('SWEEP_MS', 2_000) }),
  close: [async () => redis.close(), db.close],
});
