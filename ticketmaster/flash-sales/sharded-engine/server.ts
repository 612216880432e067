/**
 * The whole drawing on this machine:  node server.ts
 *
 * nginx, two ticket services, a notification service, a mail server, two shards of PostgreSQL with a replica each, a Redis with a replica and
 * three Sentinels. Who of ours dies is started again; who is killed by POST /api/topology/kill/… stays dead until it is started by hand.
 */
import { env } from '@ticketmaster/common/env';
import { supervise } from '@ticketmaster/instances/supervise';
import { freePort } from '@ticketmaster/testing/processes';
import { type Engine, openEngine, tableOf } from './engine.ts';
import { wiringNamed } from './wirings.ts';

let engine: Engine | undefined;
await supervise(async () => {
  wiringNamed(env.text('WIRING', 'protected'), env.text('ALLOW_UNSAFE', '') === '1'); // before all else is started for nothing
  engine = await openEngine({
    ...{ postgresBin: env.text('POSTGRES_BIN'), postgresAs: env.text('POSTGRES_AS', '').split(' ').filter(Boolean) },
    ...{ redisServer: env.text('REDIS_PATH'), nginx: env.text('NGINX_PATH') },
    ...{ port: await freePort(env.count('PORT', 3800)), brokers: env.text('KAFKA_BROKERS') },
    ...{ topic: `flash-sale.${crypto.randomUUID()}`, operatorToken: env.text('OPERATOR_TOKEN', '') },
    synchronous: env.text('SYNCHRONOUS', 'on') !== 'off',
  });
  const { nginx, tickets, notification, mails, endBehind } = engine;
  const end = () => mails.end().then(endBehind);
  return { nginx, instances: [...tickets, notification], behind: [{ ...mails, end }] };
});
console.log(tableOf(engine!.servers()));
