/**
 * The drawing: a load balancer, three servers, and the payment provider's stand-in; Redis and PostgreSQL are the lab's.
 *
 *   NGINX_PATH=… PG_URL=… REDIS_URL=… node topology.ts
 *
 * Who dies is started again. All of them end with this process, however it ends. Settings are those of server.ts.
 */
import { env } from '@ticketmaster/common/env';
import { printAs, supervise } from '@ticketmaster/instances/supervise';
import { openDrawing } from './drawing.ts';

await supervise(async () => {
  const parts = { nginx: env.text('NGINX_PATH'), port: env.count('PORT', 3820), printAs };
  const { nginx, servers, provider } = await openDrawing(parts);
  return { nginx, instances: servers, behind: [provider] };
});
