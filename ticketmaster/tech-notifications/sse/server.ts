import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/notifications/serve';
import { openDatabase } from '@ticketmaster/notifications-outbox/database';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { sseChannel } from './channel.ts';
import { redisFanOut } from './fan-out.ts';
import { openStreams } from './streams.ts';

const schema = 'notifications_sse';
const db = await openDatabase(env.text('PG_URL'), schema).catch(refuseToStart);
const outbox = outboxIn(db);
const streams = openStreams({
  most: env.count('MOST_STREAMS', 15_000),
  heartbeatMs: env.count('HEARTBEAT_MS', 15_000),
  retryMs: env.count('RETRY_MS', 2_000),
});
const fanOut = redisFanOut(env.text('REDIS_URL'), `${schema}:admitted`);

await serve(env, {
  ...{ port: env.count('PORT', 3203), outbox },
  channel: sseChannel({ db, outbox, streams, fanOut, sweepMs: env.count('SWEEP_MS', 2_000) }),
  close: [() => db.close()],
});
