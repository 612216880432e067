import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { byKey } from '@ticketmaster/notifications/authenticate';
import { call } from '@ticketmaster/notifications/crowd';
import { admit, serveLesson } from '@ticketmaster/notifications/lesson.fixture';
import type { Delivery } from '@ticketmaster/notifications/notification';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { queueIn } from '@ticketmaster/notifications-outbox/queue';
import { ask } from '@ticketmaster/testing/client';
import { unique } from '@ticketmaster/testing/eventually';
import { onTestFinished } from 'vitest';
import { openTestDatabase, quick } from './channel.fixture.ts';
import { type WebhookOptions, webhookChannel } from './channel.ts';
import { newSecret } from './signature.ts';

export interface Came {
  at: number;
  headers: IncomingHttpHeaders;
  body: string;
  data: { notificationId: string; visitorId: string; seq: number };
}

export type Answering = (response: ServerResponse, came: Came, request: IncomingMessage) => void;

export const ok: Answering = response => response.writeHead(204).end();
export const status =
  (code: number, headers = {}): Answering =>
  response =>
    response.writeHead(code, headers).end();

/** Meets challenges, and answers all else as told; keeps what came. Listens at an address of this machine until the test ends. */
export async function receiver(answering: Answering, host = '127.0.0.1') {
  const came: Came[] = [];
  let mostAtOnce = 0;
  let now = 0;
  let challenged: ((response: ServerResponse) => void) | undefined;
  async function meet(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    mostAtOnce = Math.max(mostAtOnce, ++now);
    response.on('close', () => now--);
    const body = await text(request);
    const { type, data } = JSON.parse(body);
    if (type === 'webhook.challenge') {
      return challenged ? challenged(response) : response.end(JSON.stringify({ challenge: data.challenge }));
    }
    came.push({ at: performance.now(), headers: request.headers, body, data });
    return answering(response, came.at(-1)!, request);
  }
  const server = createServer((request, response) => void meet(request, response));
  await new Promise<void>(listening => server.listen({ port: 0, host }, listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    came,
    secrets: [newSecret()],
    mostAtOnce: () => mostAtOnce,
    /** From now on challenges are answered so. */
    challenged(other: (response: ServerResponse) => void) {
      challenged = other;
    },
    answer(other: Answering) {
      answering = other;
    },
  };
}

export type Receiver = Pick<Awaited<ReturnType<typeof receiver>>, 'url' | 'secrets'>;

/** Tables for one test alone, so that no server of another one sends what is here. */
export async function newSchema(postgres: string): Promise<string> {
  const schema = unique('notifications_webhook');
  onTestFinished(async () => {
    const db = await openTestDatabase(postgres, schema);
    await db.query(`drop schema ${schema} cascade`);
    await db.close();
  });
  return schema;
}

/** For receivers that hang. */
export const impatient = { timeoutMs: 1_000 };

/** A server of the lesson, in this process, until the test ends. */
export async function lesson(postgres: string, options: Partial<WebhookOptions> = {}, schema?: string) {
  const db = await openTestDatabase(postgres, schema ?? (await newSchema(postgres)));
  const queue = queueIn(db);
  const [outbox, authenticate, all] = [outboxIn(db), byKey(queue), { ...quick, ...options }];
  const channel = webhookChannel(db, outbox, authenticate, all);
  const { url, gate, die } = await serveLesson({ queue, outbox, channel, authenticate }, all.now);
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= die().then(db.close));
  onTestFinished(close);

  /** Somebody who waits for as many events, and is let into the next of them at each call. */
  async function visitor(name: string, events = 1) {
    const visitorId = unique(name);
    const key = crypto.randomUUID();
    const at = `${url}/api/visitors/${visitorId}`;
    const waiting = Array.from({ length: events }, () => unique('event'));
    for (const eventId of waiting) await gate.join(eventId, visitorId, key);
    const send = (method: string, path: string, body?: unknown) =>
      body === undefined
        ? call(method, `${at}${path}`, key)
        : ask(
            method,
            `${at}${path}`,
            { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            JSON.stringify(body),
          );
    return {
      ...{ visitorId, key, send },
      register: ({ url, secrets }: Receiver) => send('PUT', '/webhook', { url: `${url}/hooks/${visitorId}`, secrets }),
      async letIn(seconds = 600): Promise<string> {
        return (await admit(gate, waiting.shift()!, seconds))[0]!.notificationId;
      },
      async deliveries(): Promise<Delivery[]> {
        return ((await send('GET', '/deliveries')).body as { deliveries: Delivery[] }).deliveries;
      },
    };
  }
  return { db, outbox, channel, url, visitor, close };
}
