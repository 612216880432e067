import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { Router } from 'express';
import { boxOffice } from './box-office.ts';
import { catalog } from './catalog.ts';
import { openDatabase } from './database.ts';
import { standInProvider } from './payment-provider.ts';
import { catalogRoutes, orderRoutes } from './routes.ts';

const now = () => new Date();
const connections = env.count('PG_CONNECTIONS', 10);
const schema = env.text('PG_SCHEMA', 'simplest');
const db = await openDatabase(env.text('PG_URL'), { schema, connections }).catch(refuseToStart);
const provider = standInProvider(env.count('PAYMENT_TIMEOUT_MS', 2_000));
const tickets = boxOffice(db, provider, env.count('HOLD_SECONDS', 300) * 1_000, now);

const routes = Router().use(catalogRoutes(catalog(db, now)), orderRoutes(tickets));
const server = await listen(
  app(routes, () => db.query('select 1')),
  env.count('PORT', 3600),
).catch(refuseToStart);
onShutdown(server.close, db.close);
console.log(`READY ${server.url}`);
