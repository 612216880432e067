/**
 * The drawing, at https://127.0.0.1:3810 (PORT overrides):  POSTGRES_BIN=… REDIS_PATH=… NGINX_PATH=… node start.ts
 *
 * nginx with TLS, two app servers, PostgreSQL and Redis with a replica each, three Sentinels. An app server that dies by itself is started
 * again; one that is killed by the operator stays dead. All end with this process, however it ends. Settings are those of server.ts.
 */
import { env } from '@ticketmaster/common/env';
import { onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { keepRunning } from '@ticketmaster/instances/keep-running';
import { printAs } from '@ticketmaster/instances/supervise';
import { openDrawing } from './drawing.ts';

const tell = (line: string) => console.error(line);

const drawing = await openDrawing({
  ...{ nginx: env.text('NGINX_PATH'), port: env.count('PORT', 3810), operatorToken: env.text('OPERATOR_TOKEN', '') },
  ...{ postgresBin: env.text('POSTGRES_BIN'), redisServer: env.text('REDIS_PATH') },
  postgresAs: env.text('POSTGRES_AS', '').split(' ').filter(Boolean),
  ...{ printAs, tell },
}).catch(refuseToStart);
const { nginx, apps } = drawing;
const giveUp = (reason: string) => refuseToStart(new Error(reason));
const stopKeeping = [nginx, ...apps].map(one => keepRunning(one, { tell, giveUp }));
onShutdown(() => Promise.all(stopKeeping.map(stop => stop())), drawing.close);
console.log(`READY ${drawing.url}`);
