import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { jsonLog } from '@ticketmaster/log/log';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { makeTables, openProvider } from './provider.ts';

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
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it, and has ended
if (process.send) process.send({ url: server.url });
else console.log(`READY ${server.url}`);
