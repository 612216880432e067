import { bearer, operatorOnly } from '@ticketmaster/common/bearer';
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart, send } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { connectToCluster } from '@ticketmaster/redis/cluster';
import type { Request } from 'express';
import { tables } from './events.ts';
import { cachingLesson } from './lesson.ts';
import { nodesNow } from './nodes.ts';
import { eventRoutes } from './routes.ts';
import { trackedReads } from './tracking.ts';

const schema = env.text('PG_SCHEMA', 'caching');
const clusterUrl = env.text('REDIS_CLUSTER_URL');
const prefix = `${schema}:`;
const withinMs = env.count('REDIS_WITHIN_MS', 250);

const db = connectToPostgres(env.text('PG_URL'), { schema, patienceMs: env.count('QUERY_WITHIN_MS', 5_000) });
await migrate(db, schema, { once: tables }).catch(refuseToStart);
const redis = await connectToCluster(clusterUrl, {
  ...{ shardedSubscribers: true, enableAutoPipelining: true, meanwhile: 'the database is asked, within its bound' },
  withinMs: 4 * withinMs, // the tiers give up sooner
}).catch(refuseToStart);
const tracking = await trackedReads(clusterUrl, { prefix, withinMs }).catch(refuseToStart);
const lesson = cachingLesson({
  ...{ db, redis, prefix, tracking, withinMs },
  tier1Ms: env.count('TIER1_MS', 250),
  ttlMs: env.count('TTL_MS', 5_000),
  leaseMs: env.count('LEASE_MS', 2_000),
  hotFrom: env.count('HOT_FROM', 1_000),
  queries: { inFlight: env.count('QUERIES', 8), waiting: env.count('QUERIES_WAITING', 200) },
});
const { ways } = lesson;
const operatorToken = env.text('OPERATOR_TOKEN', '');

const routes = eventRoutes({
  ...{ events: lesson.events, ways: ways.byName, seen: lesson.seen, operatorToken },
  changed: lesson.wake,
  /** A name is enough here; a shop has sessions. */
  async authenticate(request: Request) {
    const name = bearer(request);
    if (name === undefined || /^[\w-]{1,64}$/.test(name)) return name;
    throw new Problem(401, 'sign-in', 'say who you are: Authorization: Bearer <name>');
  },
}).get('/api/cache', operatorOnly(operatorToken), async (_request, response) => {
  send(response, 200, {
    pid: process.pid,
    hot: lesson.board.hot(),
    counts: ways.counts(),
    nodes: await nodesNow(redis),
  });
});

const server = await listen(
  app(routes, () => db.query('select 1')),
  env.count('PORT', 3401),
).catch(refuseToStart);
const stop = await lesson.start({ relayMs: env.count('RELAY_MS', 20) }).catch(refuseToStart);
onShutdown(server.close, stop, tracking.close, async () => redis.disconnect(), db.close);
console.log(`READY ${server.url}`);
