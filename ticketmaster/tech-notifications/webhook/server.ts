import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { byKey } from '@ticketmaster/notifications/authenticate';
import { serve } from '@ticketmaster/notifications/serve';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { queueIn } from '@ticketmaster/notifications-outbox/queue';
import { purgeOutbox, purgeQueue } from '@ticketmaster/notifications-outbox/retention';
import { outboxTables, queueTables } from '@ticketmaster/notifications-outbox/tables';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { webhookChannel } from './channel.ts';

const schema = 'notifications_webhook';
const db = connectToPostgres(env.text('PG_URL'), { schema });
await migrate(db, schema, { once: [outboxTables, queueTables, join(import.meta.dirname, 'schema.sql')] }).catch(
  refuseToStart,
);
const outbox = outboxIn(db);
const queue = queueIn(db);
const authenticate = byKey(queue);
const channel = webhookChannel(db, outbox, authenticate, {
  now: Date.now,
  pollMs: env.count('POLL_MS', 500),
  timeoutMs: env.count('TIMEOUT_MS', 5_000),
  retries: {
    baseMs: env.count('RETRY_BASE_MS', 500),
    capMs: env.count('RETRY_CAP_MS', 30_000),
    askedCapMs: env.count('RETRY_AFTER_CAP_MS', 120_000),
    maxAttempts: env.count('MAX_ATTEMPTS', 20),
  },
  inFlight: {
    together: env.count('IN_FLIGHT', 256),
    toOne: env.count('IN_FLIGHT_TO_ONE', 64),
    slowMs: env.count('SLOW_MS', 500),
  },
  allowedAddresses: env
    .text('ALLOWED_ADDRESSES', '')
    .split(/[\s,]+/)
    .filter(Boolean),
});

await serve(env, {
  ...{ port: env.count('PORT', 3201), queue, outbox, channel, authenticate },
  purge: async now => [await purgeOutbox(db, now), await purgeQueue(db, now)],
  close: [db.close],
});
