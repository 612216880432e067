import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { byKey } from '@ticketmaster/notifications/authenticate';
import { serve } from '@ticketmaster/notifications/serve';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { aheadIn, queueIn } from '@ticketmaster/notifications-outbox/queue';
import { purgeOutbox, purgeQueue } from '@ticketmaster/notifications-outbox/retention';
import { outboxTables, queueTables } from '@ticketmaster/notifications-outbox/tables';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { listenTo } from '@ticketmaster/postgres/listen';
import { migrate } from '@ticketmaster/postgres/migrate';
import { inboxChannel } from './channel.ts';
import { inboxIn, inboxTables } from './inbox.ts';

const url = env.text('PG_URL');
const schema = 'notifications_app';
const db = connectToPostgres(url, { schema });
await migrate(db, schema, { once: [outboxTables, queueTables, inboxTables] }).catch(refuseToStart);
const queue = queueIn(db);
const authenticate = byKey(queue);
const inbox = inboxIn(db, { ahead: visitorIds => aheadIn(db, visitorIds) });

await serve(env, {
  ...{ port: env.count('PORT', 3202), queue, outbox: outboxIn(db), authenticate },
  channel: inboxChannel(
    { authenticate, inbox, wakeUps: listenTo(url, schema), ready: () => db.query('select 1') },
    { maxWaiting: env.count('MAX_WAITING', 10_000), lookEveryMs: env.count('LOOK_EVERY_MS', 5_000) },
  ),
  purge: async now => [await purgeOutbox(db, now), await purgeQueue(db, now)],
  close: [db.close],
});
