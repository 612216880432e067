import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { jsonLog } from '@ticketmaster/log/log';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { connectToProvider } from '@ticketmaster/two-phase-payments/client';
import { webhookSecretFor } from '@ticketmaster/two-phase-payments/endpoint';
import { openStandIn } from '@ticketmaster/two-phase-payments/stand-in';
import { REQUESTS } from './request-limit.ts';
import { makeTables, openShop } from './shop.ts';
import { MEASURES, measuresOf } from './waiting-room/fairness.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did
if (process.connected === false) process.exit(1); // and before we looked
const schema = env.text('PG_SCHEMA', 'real');
const urls = { pg: env.text('PG_URL'), redis: env.text('REDIS_URL') };
const port = env.count('PORT', 3700);
const role = env.text('ROLE', 'all');
const key = env.text('STRIPE_SECRET_KEY', 'sk_test_lab');
if (!['all', 'web', 'worker'].includes(role))
  refuseToStart(new Error(`ROLE must be all, web or worker, got '${role}'`));
const measures = measuresOf(env.text('FAIRNESS', MEASURES.join()));
const level = env.text('LOG', 'error'); // quiet: `info` has a line for each change

const db = connectToPostgres(urls.pg, { schema });
const redis = connectToRedis(urls.redis);
await makeTables(db, schema).catch(refuseToStart);
const standIn = await openStandIn(env.text('PROVIDER_URL', ''), { PG_URL: urls.pg, PORT: '0', LOG: level }).catch(
  refuseToStart,
);
const provider = connectToProvider({ key, url: standIn.url });
let webhookSecret = '';

const shop = await openShop({
  log: jsonLog(level, role),
  ...{ db, redis, provider, urls, schema, webhookSecret: () => webhookSecret },
  operatorToken: env.text('OPERATOR_TOKEN', ''),
  holdMs: env.count('HOLD_SECONDS', 600) * 1_000,
  mostUnpaid: env.count('MOST_UNPAID', 3),
  graceMs: env.count('GRACE_SECONDS', 10) * 1_000,
  ...{ measures, trustProxy: env.count('TRUST_PROXY', 0) > 0 },
  requests: {
    perSecond: env.count('REQUESTS_PER_SECOND', REQUESTS.perSecond),
    atOnce: env.count('REQUESTS_AT_ONCE', REQUESTS.atOnce),
  },
  failOpenPerSecond: env.count('FAIL_OPEN_PER_SECOND', 10),
  works: role !== 'web',
}).catch(refuseToStart);
await shop.seed(env.count('SEED_EVENTS', 20) - 20).catch(refuseToStart);

const server = await listen(app(shop.routes, shop.ready), port).catch(refuseToStart);

/** The provider may be away, and comes back: until then the completer does what webhooks would. */
const register = async () => {
  webhookSecret ||= await webhookSecretFor(db, {
    url: `${env.text('PUBLIC_URL', server.url)}/api/webhooks/provider`,
    providerUrl: standIn.url,
    key,
  });
};
await register().catch((error: Error) => console.error(`No webhooks yet: ${error.message}`));
const stopRegistering = repeat(5_000, 'Registering for webhooks', register);

onShutdown(shop.endStreams, server.close, stopRegistering, shop.close, () => redis.quit(), db.close, standIn.close);
console.log(`READY ${server.url}`);
