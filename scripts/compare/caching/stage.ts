import { join } from 'node:path';
import type { Cluster } from 'ioredis';
import { connectToPostgres, type Database } from '../../../ticketmaster/postgres/database.ts';
import { connectToCluster } from '../../../ticketmaster/redis/cluster.ts';
import { ask } from '../../../ticketmaster/testing/client.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { type Spawned, spawnServer } from '../../../ticketmaster/testing/processes.ts';
import { type LoadGenerator, openLoadGenerator } from '../../bench/load.ts';
import type { Measuring } from '../comparison.ts';
import { type Look, lookIn } from './looks.ts';
import { eventIdOf, giveBack, putOnSale, seatIds } from './on-sale.ts';
import { type SeatPool, seatPool } from './seat-pool.ts';

/** Two processes of the lesson with 2,000 events on sale, a bare server beside them, and what asks them. */
export interface Stage extends AsyncDisposable {
  servers: readonly [string, string];
  /** Says the same bytes as an availability answer. */
  hello: string;
  db: Database;
  seats: SeatPool;
  generator: LoadGenerator;
  look(): Promise<Look>;
  /** Makes Redis forget all events: no way finds what another has filled. What each has in tier 1 is its own, and ends by itself. */
  emptyTier2(): Promise<void>;
  /** What the servers printed since it was last asked, beside that they are ready. */
  newComplaints(): string[];
}

export const TTL_MS = 5_000;
const OPERATOR_TOKEN = 'compare';
export const CONNECTIONS = 64;

const lesson = join(import.meta.dirname, '../../../ticketmaster/tech-caching-hotkeys/server.ts');
const bareHello = join(import.meta.dirname, 'bare-hello.ts');

export const pathOf = (way: string, eventId: string) => `/api/events/${eventId}/availability?way=${way}`;

export async function openStage({ urls, interrupted, tell }: Measuring): Promise<Stage> {
  await using opening = new AsyncDisposableStack();
  const schema = unique('caching');
  const db = connectToPostgres(urls.PG_URL!, { schema, connections: 4, patienceMs: 60_000 });
  opening.defer(db.close);
  opening.defer(async () => void (await db.query(`drop schema if exists ${schema} cascade`)));
  const cluster = await connectToCluster(urls.REDIS_CLUSTER_URL!, { withinMs: 5_000 });
  opening.defer(async () => cluster.disconnect());

  const started = async (script: string, environment: Record<string, string>): Promise<Spawned> => {
    const server = await spawnServer(script, { ...urls, NODE_ENV: 'production', ...environment });
    opening.defer(async () => void (await server.end()));
    return server;
  };
  const settings = { PG_SCHEMA: schema, OPERATOR_TOKEN, TTL_MS: `${TTL_MS}` };
  const lessons = [await started(lesson, settings), await started(lesson, settings)] as const;
  const servers = [lessons[0].url, lessons[1].url] as const;
  const began = performance.now();
  await putOnSale(db);
  tell(`on sale       ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  const answer = await (await fetch(`${servers[0]}${pathOf('none', eventIdOf(0))}`)).text();
  const hello = await started(bareHello, { ANSWER: answer });
  const generator = openLoadGenerator(interrupted);
  opening.defer(generator.close); // first of all: a server waits for what it was asked

  const told = lessons.map(() => 0);
  const open = opening.move();
  return {
    ...{ servers, hello: hello.url, db, generator },
    seats: seatPool(seatIds, seats => giveBack(db, seats)),

    async look() {
      const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
      const answers = await Promise.all(servers.map(url => ask('GET', `${url}/api/cache`, headers)));
      const looks = answers.map(({ body }) => lookIn(body));
      return { atMs: performance.now(), servers: looks.map(({ counts }) => counts), nodes: looks[0]!.nodes };
    },

    async emptyTier2() {
      for (const kind of ['version', 'availability']) await forget(cluster, `${schema}:${kind}:*`);
    },

    newComplaints: () =>
      lessons.flatMap((server, i) => {
        const all = complaintsIn(server.output());
        const known = told[i]!;
        told[i] = all.length;
        return all.slice(known);
      }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Forgets all keys that match, which are scanned for on each master. */
async function forget(cluster: Cluster, pattern: string): Promise<void> {
  await Promise.all(
    cluster.nodes('master').map(async node => {
      for (let cursor = '0', keys: string[]; ; ) {
        [cursor, keys] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', 2_000);
        await Promise.all(keys.map(key => node.unlink(key))); // together they would have to share a slot
        if (cursor === '0') return;
      }
    }),
  );
}

const complaintsIn = (output: string): string[] =>
  output.split('\n').filter(line => line.trim() && !line.startsWith('READY '));
