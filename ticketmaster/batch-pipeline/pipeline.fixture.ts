// The pipeline over real servers, each of its parts a process of its own, in topics and a folder of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Artwork, Priority } from './artwork.ts';
import { audit } from './audit.ts';
import { openApis, openStore, openWorkers } from './processes.ts';

export const KEY = 'key-of-ada';
const TOKEN = 'token-of-the-test';

export interface PipelineParts {
  apis?: number;
  workers?: number;
  settings?: Record<string, string>;
  /** In place of worker.ts, for experiments. */
  worker?: string | undefined;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server says, read by tests that know what to expect
  body: any;
  headers: Headers;
}

export type Wish = Partial<Artwork & { priority: Priority }>;
export const wish = (more: Wish = {}) => ({ prompt: unique('night'), style: 'poster', size: 256, seed: 1, ...more });

export async function openPipeline({ apis = 1, workers = 1, settings = {}, worker }: PipelineParts = {}) {
  const PIPELINE = unique('pipeline');
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const store = await openStore({ STORE_TOKEN: TOKEN, STORE_FOLDER: folder });
  const all = {
    ...{ PIPELINE, STORE_URL: store.url, STORE_TOKEN: TOKEN, API_KEYS: `ada:${KEY},bob:key-of-bob` },
    ...{ PER_MINUTE: '60000', AT_ONCE: '10000', SESSION_TIMEOUT_MS: '2000', ...settings },
  };
  const [opened, rendering] = await Promise.all([openApis(apis, all), openWorkers(workers, all, undefined, worker)]);
  const close = async () => {
    await Promise.all([...opened, ...rendering].map(one => one.end()));
    await store.end();
    await rm(folder, { recursive: true, force: true });
  };

  async function call(method: string, path: string, sent?: unknown, headers: Record<string, string> = {}, nth = 0) {
    const answer = await fetch(opened[nth]!.url + path, {
      ...{ method, signal: AbortSignal.timeout(15_000) },
      headers: {
        ...{ authorization: `Bearer ${KEY}`, 'idempotency-key': unique('key'), ...headers },
        ...(sent !== undefined && { 'content-type': 'application/json' }),
      },
      ...(sent !== undefined && { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers } as Answer;
  }

  return {
    ...{ prefix: PIPELINE, folder, store, apis: opened, workers: rendering, settings: all, call, close },
    submit: (more: Wish = {}, headers = {}, nth = 0) => call('POST', '/api/artworks', wish(more), headers, nth),
    findings: (acknowledged: string[]) =>
      audit({ brokers: env.text('KAFKA_BROKERS'), prefix: PIPELINE, folder, acknowledged }),
    look: (artworkId: string, nth = 0) => call('GET', `/api/artworks/${artworkId}`, undefined, {}, nth),
    /** What became of it. */
    async ended(artworkId: string, withinMs = 30_000) {
      return eventually(async () => {
        const { body } = await call('GET', `/api/artworks/${artworkId}`);
        if (!['DONE', 'FAILED', 'CANCELLED'].includes(body.status)) throw new Error(`${artworkId} is ${body.status}`);
        return body;
      }, withinMs);
    },
  };
}

export type Pipeline = Awaited<ReturnType<typeof openPipeline>>;
