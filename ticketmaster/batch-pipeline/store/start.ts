/** Keeps the pictures, and delivers them as a CDN would:  STORE_TOKEN=… STORE_FOLDER=… node store/start.ts */
import { operatorOnly } from '@ticketmaster/common/bearer';
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { Router } from 'express';
import { instruments } from '../monitoring/instruments.ts';
import { openFiles } from './files.ts';
import { storeRoutes } from './routes.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did

const files = openFiles(env.text('STORE_FOLDER'));
const counts = instruments();
const pictures = storeRoutes(files, operatorOnly(env.text('STORE_TOKEN')));
const routes = Router().use(counts.counted, counts.routes, pictures);
const server = await listen(
  app(routes, async () => {}),
  env.count('PORT', 0),
).catch(refuseToStart);
onShutdown(server.close);
console.log(`READY ${server.url}`);
