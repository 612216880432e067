import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { call, crowd, inParallel, joinAll } from '@ticketmaster/notifications/crowd';
import { openDedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { remoteInbox } from './remote-inbox.ts';
import { inboxSubscriber, type Ways } from './subscriber.ts';

export const ways = {
  'every second': { mode: 'poll', everyMs: 1_000 },
  'when told to': { mode: 'poll' },
  'long polling': { mode: 'long-poll' },
} satisfies Record<string, Ways>;
export type Way = keyof typeof ways;

export interface Cost {
  /** Answered while nothing happened. */
  requests: number;
  /** Of these requests and their answers, headers included; what TCP and TLS add is not. */
  bytes: number;
  /** From the admission until the app knew, for each of those who were then let in. */
  knewAfterMs: number[];
}

const inLine = 10; // of so many in line one has an app that is open

/** What it costs that `visitors`, spread over a line ten times as long, wait for `seconds`, and how soon the first of them know that they are in. */
export async function costOf(
  serverUrl: string,
  way: Way,
  visitors: number,
  seconds: number,
  operatorToken: string,
): Promise<Cost> {
  const line = crowd(visitors * inLine);
  const eventId = unique('cost');
  const rooms = `${serverUrl}/api/events/${eventId}`;
  await joinAll(serverUrl, eventId, line);

  const cost: Cost = { requests: 0, bytes: 0, knewAfterMs: [] };
  let counting = false;
  const counted = new WeakMap<Socket, number>();
  const inbox = remoteInbox(serverUrl, socket => {
    const bytes = socket.bytesRead + socket.bytesWritten;
    if (counting) {
      cost.requests++;
      cost.bytes += bytes - (counted.get(socket) ?? 0);
    }
    counted.set(socket, bytes);
  });
  const store = openDedupeStore(':memory:');
  const subscriber = inboxSubscriber(store, inbox, {
    ...ways[way],
    hear(_store, notification) {
      cost.knewAfterMs.push(Date.now() - Date.parse(notification.createdAt));
      return store.hear(notification);
    },
  });
  try {
    const open = line.filter((_, i) => i % inLine === 0);
    await inParallel(open, ({ visitorId, key }) => subscriber.listenFor(visitorId, key));
    counting = true;
    await sleep(seconds * 1_000);
    counting = false;
    const headers = { 'idempotency-key': unique('cost') };
    const { body } = await expected(200, call('POST', `${rooms}/admit?count=${visitors}`, operatorToken, headers));
    const ids = new Set((body as Admitted).notifications.map(({ visitorId }) => visitorId));
    const notified = open.filter(({ visitorId }) => ids.has(visitorId)).length;
    await eventually(() => {
      if (cost.knewAfterMs.length < notified) throw new Error(`${cost.knewAfterMs.length} of ${notified} know`);
    }, 60_000);
    return cost;
  } finally {
    await subscriber.close();
    store.close();
  }
}

interface Admitted {
  notifications: { visitorId: string }[];
}

async function expected(status: number, made: ReturnType<typeof call>) {
  const reply = await made;
  if (reply.status !== status) throw new Error(`answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply;
}

if (import.meta.main) {
  const [visitors = 100, seconds = 10] = process.argv.slice(2).map(Number);
  const [serverUrl, token] = [env.text('SERVER_URL', 'http://127.0.0.1:3202'), env.text('OPERATOR_TOKEN', '')];
  console.log(`${visitors} visitors with an open app, in a line of ${visitors * inLine}; for each of them and minute:`);
  for (const way of Object.keys(ways) as Way[]) {
    const { requests, bytes, knewAfterMs } = await costOf(serverUrl, way, visitors, seconds, token).catch(
      refuseToStart,
    );
    const each = (of: number) => (of * 60) / seconds / visitors;
    const [middle, last] = [0.5, 1].map(
      part => knewAfterMs.toSorted((a, b) => a - b)[Math.ceil(part * knewAfterMs.length) - 1],
    );
    console.log(
      `${way}: ${each(requests).toFixed(1)} requests, ${Math.round(each(bytes))} bytes; knew after ${middle} ms, the last one ${last} ms`,
    );
  }
}
