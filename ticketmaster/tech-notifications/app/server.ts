import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serve } from '@ticketmaster/notifications/serve';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { outboxTables } from '@ticketmaster/notifications-outbox/tables';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { listenTo } from '@ticketmaster/postgres/listen';
import { migrate } from '@ticketmaster/postgres/migrate';
import { inboxChannel } from './channel.ts';
import { inboxIn, inboxTables } from './inbox.ts';

const url = env.text('PG_URL');
const schema = 'notifications_app';
const db = connectToPostgres(url, { schema });
await migrate(db, schema, { once: [outboxTables, inboxTables] }).catch(refuseToStart);
const outbox = outboxIn(db);

await serve(env, {
  ...{ port: env.count('PORT', 3202), outbox },
  channel: inboxChannel(
    { outbox, inbox: inboxIn(db), wakeUps: listenTo(url, schema), ready: () => db.query('select 1') },
    { maxWaiting: env.count('MAX_WAITING', 10_000), lookEveryMs: env.count('LOOK_EVERY_MS', 5_000) },
  ),
  close: [db.close],
});
