// What the tests of this lesson share: servers in this process, a line between app and server that can be cut, one connection looked at closely.
import { once } from 'node:events';
import { get } from 'node:http';
import { type ServedLesson, serveLesson } from '@ticketmaster/notifications/lesson.fixture';
import { openTestDatabase } from '@ticketmaster/notifications-outbox/database.fixture';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { queueIn } from '@ticketmaster/notifications-outbox/queue';
import type { Database } from '@ticketmaster/postgres/database';
import { Router } from 'express';
import { type Parts, sseChannel } from './channel.ts';
import { readStream, type StreamEvent } from './event-stream.ts';
import { connectForFanOut, redisFanOut } from './fan-out.ts';
import { pageRoutes } from './page.ts';
import { sessionsIn } from './session.ts';
import { type Bounds, openStreams } from './streams.ts';

export interface Servers {
  pgUrl: string;
  redisUrl: string;
}

/** Times so short that a test need not wait, and the bounds of streams. */
export interface Settings extends Bounds, Partial<Pick<Parts, 'keep' | 'sweepMs' | 'now'>> {
  port?: number;
  redisUrl?: string;
  /** Planted bugs. */
  changed?: (parts: Parts) => Parts;
}

export interface TestServer extends ServedLesson {
  parts: Parts;
}

const schema = 'notifications_sse_test';
const databases = new Map<string, Promise<Database>>();

/** A server of this lesson, in this process. */
export async function startServer(servers: Servers, settings: Settings = {}): Promise<TestServer> {
  const { port, redisUrl = servers.redisUrl, changed = parts => parts, sweepMs = 200, ...rest } = settings;
  if (!databases.has(servers.pgUrl)) databases.set(servers.pgUrl, openTestDatabase(servers.pgUrl, schema));
  const db = await databases.get(servers.pgUrl)!;
  const queue = queueIn(db);
  const streams = openStreams({ heartbeatMs: 200, retryMs: 100, ...rest });
  const redis = connectForFanOut(redisUrl);
  const channel = `${schema}:admitted`;
  const fanOut = redisFanOut(redis, channel);
  if (redisUrl === servers.redisUrl) {
    // what is lost while these connect only a sweep would find
    await redis.subscriber.subscribe(channel);
    if (redis.publisher.status !== 'ready') await once(redis.publisher, 'ready');
  }
  const { authenticate, routes: sessions } = sessionsIn(db, queue, rest.now);
  const parts = changed({ db, outbox: outboxIn(db), authenticate, streams, fanOut, sweepMs, ...rest });
  const demo = Router().use(sessions, pageRoutes());
  const served = await serveLesson({ ...parts, queue, channel: sseChannel(parts), demo }, parts.now, port);
  async function die() {
    await served.die();
    redis.close();
  }
  return { ...served, parts, die };
}

export interface Connection {
  status: number;
  headers: Record<string, unknown>;
  events: StreamEvent[];
  /** Of the events that were told. */
  ids(): string[];
  retries: number[];
  /** All that came, as it came. */
  text(): string;
  ended: Promise<unknown>;
  pause(): void;
  end(): void;
}

/** One connection to a stream, that does not come back by itself. */
export async function connectTo(url: string, headers: Record<string, string>): Promise<Connection> {
  const asking = get(url, { headers, agent: false });
  const [response] = await once(asking, 'response');
  const events: StreamEvent[] = [];
  const retries: number[] = [];
  let text = '';
  const read = readStream({ event: event => events.push(event), retry: ms => retries.push(ms) });
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    read(piece);
  });
  response.on('error', () => {}); // cut off: 'close' follows
  return {
    ...{ status: response.statusCode, headers: response.headers, events, retries },
    ids: () => events.map(({ lastEventId }) => lastEventId),
    text: () => text,
    ended: new Promise(ended => response.on('close', ended)),
    pause: () => response.pause(),
    end: () => asking.destroy(),
  };
}

export const bearing = (key: string, lastEventId?: number | string): Record<string, string> => ({
  authorization: `Bearer ${key}`,
  ...(lastEventId !== undefined && { 'last-event-id': `${lastEventId}` }),
});
