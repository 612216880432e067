import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { jsonLog } from '@ticketmaster/log/log';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { makeTables, openProvider } from './provider.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did
if (process.connected === false) process.exit(1); // and before we looked
const schema = env.text('PG_SCHEMA', 'payment_provider');
const db = connectToPostgres(env.text('PG_URL'), { schema });
await makeTables(db, schema).catch(refuseToStart);
const provider = await openProvider(db, {
  firstPauseMs: env.count('WEBHOOK_PAUSE_MS', 1_000),
  log: jsonLog(env.text('LOG', 'error'), 'provider'),
});
const server = await listen(
  app(provider.routes, () => db.query('select 1')),
  env.count('PORT', 3502),
).catch(refuseToStart);
onShutdown(server.close, provider.close, db.close);
if (process.send) process.send({ url: server.url });
else console.log(`READY ${server.url}`);
