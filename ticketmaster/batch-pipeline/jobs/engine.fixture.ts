// What a worker is made of, in this process, on real Kafka and Redis and a store of its own: an experiment may stop it at any point.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorOnly } from '@ticketmaster/common/bearer';
import { env } from '@ticketmaster/common/env';
import { app, listen, type Running } from '@ticketmaster/common/http';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { unique } from '@ticketmaster/testing/eventually';
import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { type Job, keyOf } from '../artwork.ts';
import { audit } from '../audit.ts';
import { pictureCache } from '../cache.ts';
import type { Renderer } from '../render/renderer.ts';
import { storeAt } from '../store/client.ts';
import { openFiles } from '../store/files.ts';
import { storeRoutes } from '../store/routes.ts';
import { type AttemptParts, attempts } from './attempt.ts';
import { jobLog } from './log.ts';
import { createTopics, topicsOf } from './topics.ts';
import { openView } from './view.ts';

const TOKEN = 'token-of-the-test';
const brokers = env.text('KAFKA_BROKERS');

/** Each picture is another, as a GPU makes them. */
export const everNew: Renderer = { render: async () => Buffer.from(unique('picture')) };

export const jobOf = (more: Partial<Job> = {}): Job => ({
  ...{ jobId: crypto.randomUUID(), client: 'ada', priority: 'normal', submittedAt: Date.now() },
  ...{ prompt: unique('night'), style: 'poster', size: 256, seed: 1, ...more },
});

export async function openEngine() {
  const prefix = unique('engine');
  const kafka = connectToKafka(brokers);
  const topics = topicsOf(prefix);
  await createTopics(kafka, topics);
  const view = openView(kafka, topics);
  const log = jobLog(kafka, topics);
  const redis = connectToRedis(env.text('REDIS_URL'));
  const cache = pictureCache(redis, prefix);
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const servers: Running[] = [];
  async function openStore() {
    const server = await listen(app(storeRoutes(openFiles(folder), operatorOnly(TOKEN)), async () => {}));
    servers.push(server);
    return storeAt(server.url, TOKEN);
  }
  const store = await openStore();
  await view.caughtUp();
  return {
    ...{ kafka, topics, view, log, cache, store, folder },
    /** Another over the same folder, which has nothing in its memory. */
    openStore,
    /** What a worker does with a job. */
    work: (more: Partial<AttemptParts> = {}) => {
      const work = attempts({ worker: unique('worker'), view, log, topics, renderer: everNew, store, cache, ...more });
      return (job: Job, over = new AbortController().signal) => work(job, over);
    },
    known: (job: Job) => store.named(keyOf(job)),
    files: async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter(one => one.isFile()),
    findings: (acknowledged: string[] = []) => audit({ brokers, prefix, folder, acknowledged }),
    async close() {
      await view.close();
      await log.close();
      for (const server of servers) await server.close();
      redis.disconnect();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Engine = Awaited<ReturnType<typeof openEngine>>;
