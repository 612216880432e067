/**
 * The drawing: a load balancer, three servers, and the payment provider's stand-in; Redis and PostgreSQL are the lab's.
 *
 *   NGINX_PATH=… PG_URL=… REDIS_URL=… node topology.ts
 *
 * Who dies is started again. All of them end with this process, however it ends. Settings are those of server.ts.
 */
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { openNginx } from '@ticketmaster/instances/nginx';
import { printAs, supervise } from '@ticketmaster/instances/supervise';
import { freePort } from '@ticketmaster/testing/processes';
import { openProvider, openServers } from './servers.ts';

await supervise(async () => {
  const port = await freePort(env.count('PORT', 3820));
  const behind = await openProvider({}, printAs('provider'));
  const settings = { PROVIDER_URL: behind.url };
  const instances = await openServers(3, settings, printAs);
  const nginx = await openNginx({
    ...{ nginx: env.text('NGINX_PATH'), port, upstreams: instances.map(({ url }) => url), print: printAs('nginx') },
    template: join(import.meta.dirname, 'nginx.conf'),
  });
  return { nginx, instances, behind: [behind] };
});
