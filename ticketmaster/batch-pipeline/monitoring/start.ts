/**
 * Prometheus, Alertmanager, and a page of charts:  PROMETHEUS_PATH=… ALERTMANAGER_PATH=… TARGETS='{"api": ["http://…"], …}' node monitoring/start.ts
 */
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart, send } from '@ticketmaster/common/http';
import { Router } from 'express';
import { alertBook } from './alerts.ts';
import { pageOf } from './page.ts';
import { panels } from './panels.ts';
import { prometheusAt } from './prometheus.ts';
import { type MonitoringParts, openMonitoring } from './servers.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did

const SECONDS = 300;
const book = alertBook();
const routes = Router();
const server = await listen(
  app(routes, async () => {}),
  env.count('PORT', 0),
).catch(refuseToStart);
const monitoring = await openMonitoring({
  prometheus: env.text('PROMETHEUS_PATH'),
  alertmanager: env.text('ALERTMANAGER_PATH'),
  targets: JSON.parse(env.text('TARGETS')) as MonitoringParts['targets'],
  receiver: `${server.url}/alerts`,
}).catch(refuseToStart);
const prometheus = prometheusAt(monitoring.url);

routes
  .use(book.routes)
  .get('/alerts', (_request, response) => send(response, 200, { firing: book.firing(), told: book.told }))
  .get('/prometheus', (_request, response) => response.redirect(monitoring.url))
  .get('/', async (_request, response) => {
    const now = Date.now();
    const drawn = panels.map(async panel => {
      const lines = Object.entries(panel.queries).map(
        async ([name, query]) => [name, await prometheus.last(query, SECONDS, now)] as const,
      );
      return { ...panel, lines: Object.fromEntries(await Promise.all(lines)) };
    });
    response.type('html').send(pageOf(await Promise.all(drawn), book.firing(), book.told, SECONDS, now));
  });
onShutdown(server.close, monitoring.end);
console.log(`READY ${server.url}`);
