// What the tests of all lessons share: a server in this process, and visitors who wait and are let in.
import { app, listen } from '@ticketmaster/common/http';
import { unique } from '@ticketmaster/testing/eventually';
import { admissionTokens } from './admission-token.ts';
import { call, OPERATOR_TOKEN } from './crowd.ts';
import { type DedupeStore, openDedupeStore } from './dedupe-store.ts';
import { type Gate, gateOf } from './gate.ts';
import type { Notification } from './notification.ts';
import type { Visitor } from './promises.ts';
import { type Parts, routesOf } from './serve.ts';
import { type Subscriber, userAppRoutes } from './user-app.ts';

export const tokens = admissionTokens(Buffer.alloc(32, 'of the tests'));

export interface ServedLesson {
  url: string;
  gate: Gate;
  /** Cuts everybody off, as a crash would. */
  die(): Promise<void>;
}

/** A gate, a channel and their routes in this process; `port` 0 for any that is free. */
export async function serveLesson(parts: Parts, now: () => number = Date.now, port = 0): Promise<ServedLesson> {
  const { queue, channel } = parts;
  const options = { now, sign: tokens.sign };
  const routes = routesOf(parts, { seconds: 600, operatorToken: OPERATOR_TOKEN }, options);
  const server = await listen(
    app(routes, () => channel.ready()),
    port,
  );
  const die = async () => void (await Promise.all([server.close(0), channel.close()]));
  return { url: server.url, gate: gateOf(queue, channel, options), die };
}

/** One who waits in these events. */
export async function waitingFor(gate: Gate, ...events: string[]): Promise<Visitor> {
  const visitor = { visitorId: unique('ada'), key: crypto.randomUUID() };
  for (const event of events) await gate.join(event, visitor.visitorId, visitor.key);
  return visitor;
}

/** Lets the next ones in. */
export async function admit(gate: Gate, eventId: string, seconds = 600, count = 1): Promise<Notification[]> {
  const admitted = await gate.admit({ eventId, count, key: crypto.randomUUID() }, seconds);
  if (admitted === 'KEY_REUSED') throw new Error(admitted);
  return admitted;
}

/** The app of one visitor, who has signed in on it; `subscriber` listens into `store`. */
export async function openPhone({ visitorId, key }: Visitor, subscriberOn: (store: DedupeStore) => Subscriber) {
  const store = openDedupeStore(':memory:');
  const subscriber = subscriberOn(store);
  const phone = await listen(app(userAppRoutes(store, subscriber), async () => {}));
  const { status } = await call('PUT', `${phone.url}/api/visitors/${visitorId}`, key);
  if (status !== 204) throw new Error(`signing in was answered ${status}`);
  return {
    ...{ store, subscriber, heard: () => store.heard(visitorId), entries: () => store.entries(visitorId) },
    async close() {
      await subscriber.close();
      await phone.close(0);
      store.close();
    },
  };
}
