import { bearer } from '@ticketmaster/common/bearer';
import { env } from '@ticketmaster/common/env';
import { app, listen } from '@ticketmaster/common/http';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { addressOf, connectToCluster, type Options } from '@ticketmaster/redis/cluster';
import { unique } from '@ticketmaster/testing/eventually';
import { proxiesTo } from '@ticketmaster/testing/proxies';
import type { Cluster } from 'ioredis';
import { eventsIn, tables } from './events.ts';
import { cachingLesson, type LessonParts } from './lesson.ts';
import { eventRoutes } from './routes.ts';

const pgUrl = env.text('PG_URL');
/** Asked for by those tests alone that need a cluster. */
export const clusterUrl = () => env.text('REDIS_CLUSTER_URL');

/** The database of one file of tests, and any number of processes of the lesson over it. Close it. */
export async function openShop() {
  const schema = unique('caching');
  const prefix = `${schema}:`;
  const closing: (() => Promise<unknown>)[] = [];
  const db = connectToPostgres(pgUrl, { schema, patienceMs: 20_000 });
  await migrate(db, schema, { once: tables });
  const events = eventsIn(db);

  async function cluster(options: Options & { withinMs?: number } = {}): Promise<Cluster> {
    const one = await connectToCluster(clusterUrl(), {
      ...{ shardedSubscribers: true, enableAutoPipelining: true, withinMs: 5_000, ...options },
    });
    closing.push(async () => one.disconnect());
    return one;
  }

  return {
    ...{ schema, prefix, db, events, cluster },

    /** A process of the lesson in this process: with caches and connections of its own. */
    async process(
      parts: Partial<LessonParts> = {},
      { running = true, ...times }: { running?: boolean; relayMs?: number; shareMs?: number } = {},
    ) {
      const redis = parts.redis ?? (await cluster());
      const lesson = cachingLesson({
        db,
        prefix,
        withinMs: 5_000,
        queries: { inFlight: 8, waiting: 20_000 },
        ...parts,
        redis,
      });
      if (running) closing.unshift(await lesson.start(times));
      return lesson;
    },

    /** An event with so many seats in sections A to Z. */
    async event(seats = 104): Promise<string> {
      const eventId = unique('event');
      const more = { name: 'A show', venue: 'The hall', startsAt: '2027-05-01T20:00:00Z', priceCents: 5_000 };
      await events.open({ eventId, ...more, seats });
      return eventId;
    },

    async close() {
      for (const close of closing) await close();
      await db.query(`drop schema ${schema} cascade`);
      await db.close();
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;
export type Process = Awaited<ReturnType<Shop['process']>>;

/** The lesson's routes over HTTP. A bearer token is a name. */
export async function serve(lesson: Process, db: Database) {
  const routes = eventRoutes({
    ...{
      events: lesson.events,
      ways: lesson.ways.byName,
      seen: lesson.seen,
      changed: lesson.wake,
      operatorToken: 'let-me-in',
    },
    authenticate: async request => bearer(request),
  });
  return listen(app(routes, () => db.query('select 1')));
}

/** The n-th seat of an event, from 0. */
export const seat = (n: number) => `${String.fromCharCode(65 + (n % 26))}-${Math.floor(n / 26) + 1}`;

/** What a body says. */
export const versionIn = (json: string): number => (JSON.parse(json) as { version: number }).version;

/** All nodes of the cluster behind a proxy each, and the map that leads a client there. */
export const proxiedCluster = (cluster: Cluster) => proxiesTo(cluster.nodes('all').map(addressOf), 'redis');
