/**
 * The pipeline: a load balancer, two APIs, a scaler with its workers, a store, Prometheus and Alertmanager; Kafka and Redis are the lab's.
 *
 *   NGINX_PATH=… PROMETHEUS_PATH=… ALERTMANAGER_PATH=… KAFKA_BROKERS=… REDIS_URL=… node topology.ts
 *
 * Who dies is started again. All of them end with this process, however it ends. Settings are those of server.ts, worker.ts,
 * scaler/start.ts and store/start.ts; without API_KEYS there is one client, whose key is demo-key.
 */
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { openNginx } from '@ticketmaster/instances/nginx';
import { printAs, supervise } from '@ticketmaster/instances/supervise';
import { freePort } from '@ticketmaster/testing/processes';
import { openApis, openMonitor, openScaler, openStore } from './processes.ts';

await supervise(async () => {
  const port = await freePort(env.count('PORT', 3901));
  const folder = resolve(import.meta.dirname, '../..', env.text('LAB_DIR', '.lab'), 'artworks');
  const settings = {
    STORE_TOKEN: randomUUID(),
    STORE_FOLDER: env.text('STORE_FOLDER', folder),
    API_KEYS: env.text('API_KEYS', 'demo:demo-key'),
  };
  const PORT = `${await freePort(env.count('STORE_PORT', port + 1))}`;
  const store = await openStore({ ...settings, PORT }, printAs);
  const all = { ...settings, STORE_URL: store.url };
  const MAX_WORKERS = env.text('MAX_WORKERS', '4'); // a picture takes a core
  const [apis, scaler] = await Promise.all([openApis(2, all, printAs), openScaler({ ...all, MAX_WORKERS }, printAs)]);
  const monitoring = await openMonitor(
    { api: apis, scaler: [scaler], worker: `${scaler.url}/targets`, store: [store] },
    { PORT: `${await freePort(env.count('MONITORING_PORT', port + 2))}` },
    printAs,
  );
  const nginx = await openNginx({
    ...{ nginx: env.text('NGINX_PATH'), port, upstreams: apis.map(({ url }) => url), print: printAs('nginx') },
    template: join(import.meta.dirname, 'nginx.conf'),
  });
  return { nginx, instances: apis, behind: [monitoring, scaler, store] };
});
