import assert from 'node:assert/strict';
import { openDedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { admit, waitingFor } from '@ticketmaster/notifications/lesson.fixture';
import type { Visitor } from '@ticketmaster/notifications/promises';
import type { Database } from '@ticketmaster/postgres/database';
import type { Listen } from '@ticketmaster/postgres/listen';
import { ask, type Reply } from '@ticketmaster/testing/client';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { type HowToServe, type Seams, type Served, serveInbox } from './channel.fixture.ts';
import { remoteInbox } from './remote-inbox.ts';
import { inboxSubscriber } from './subscriber.ts';

const soon = 3_000; // of a wait of 6 s
const noNet = { lookEveryMs: 600_000 };
export const deaf: Listen = () => ({ close: async () => {} });

/** What the inbox promises besides channel.ts. Each can be planted with a bug. */
export const inboxPromises = {
  /** Who waits for what is there does not wait. */
  looksFirst: check(async ({ serve }) => {
    const server = await serve({ ...noNet, wakeUps: () => deaf });
    const [event, visitor] = await oneWaiting(server);
    await admit(server.gate, event);
    await answered(await held(server, visitor), 1);
  }),

  /** Whichever server lets a visitor in, the one at which they wait answers at once. */
  wakesAcrossServers: check(async ({ serve }) => {
    const [north, south] = [await serve(noNet), await serve(noNet)];
    const [event, visitor] = await oneWaiting(north);
    const answer = held(south, visitor);
    await eventually(() => isHeld(south, visitor));
    await admit(north.gate, event);
    await answered(await answer, 1);
  }),

  /** A server that was not listening when it was notified looks as soon as it listens again. */
  looksWhenItHearsAgain: check(async ({ serve, url }) => {
    const proxy = await proxyTo(url);
    try {
      const [north, south] = [await serve(noNet), await serve({ ...noNet, listenUrl: proxy.url })];
      const [event, visitor] = await oneWaiting(north);
      const answer = held(south, visitor);
      await eventually(() => isHeld(south, visitor));
      proxy.cut();
      await admit(north.gate, event);
      proxy.mend();
      await answered(await answer, 1);
    } finally {
      await proxy.close();
    }
  }),

  /** What the app could not write down is asked for again. */
  effectFirst: check(async ({ serve, remote }) => {
    const server = await serve();
    const [event, { visitorId, key }] = await oneWaiting(server);
    const store = openDedupeStore(':memory:');
    let attempts = 0;
    const hear: typeof store.hear = incoming => {
      if (attempts++ === 0) throw new Error('the disk is full');
      return store.hear(incoming);
    };
    const subscriber = inboxSubscriber(store, remote(remoteInbox(server.url)), {
      hear: (_store, incoming) => hear(incoming),
    });
    try {
      await subscriber.listenFor(visitorId, key);
      await admit(server.gate, event);
      await eventually(() => assert.equal(store.entries(visitorId), 1), soon);
      assert.equal(attempts, 2);
    } finally {
      await subscriber.close();
      store.close();
    }
  }),
};

interface Scene {
  url: string;
  serve(how?: HowToServe): Promise<Served>;
  remote: NonNullable<Seams['remote']>;
}

function check(work: (scene: Scene) => Promise<void>) {
  return async (url: string, db: Database, seams: Seams = {}): Promise<void> => {
    const servers: Served[] = [];
    const serve = async (how: HowToServe = {}) => {
      const server = await serveInbox(url, db, { ...how, ...seams });
      servers.push(server);
      return server;
    };
    const { remote = one => one } = seams;
    try {
      await work({ url, serve, remote });
    } finally {
      await Promise.all(servers.map(server => server.die()));
    }
  };
}

async function oneWaiting({ gate }: Served): Promise<[eventId: string, visitor: Visitor]> {
  const eventId = unique('event');
  return [eventId, await waitingFor(gate, eventId)];
}

export const inboxOf = ({ url }: Served, { visitorId }: Visitor) => `${url}/api/visitors/${visitorId}/inbox`;

/** A request that waits, and how long it took. */
export async function held(server: Served, visitor: Visitor, query = 'wait=6'): Promise<Reply & { tookMs: number }> {
  const [headers, began] = [{ authorization: `Bearer ${visitor.key}` }, performance.now()];
  const reply = await ask('GET', `${inboxOf(server, visitor)}?${query}`, headers, undefined, 30_000);
  return { ...reply, tookMs: performance.now() - began };
}

async function answered({ status, body, tookMs }: Awaited<ReturnType<typeof held>>, count: number): Promise<void> {
  assert.equal(status, 200);
  assert.equal((body as { notifications: unknown[] }).notifications.length, count);
  assert.ok(tookMs < soon, `answered after ${tookMs} ms`);
}

/** The visitor waits at this server, after the first look. */
export function isHeld({ looked }: Served, { visitorId }: Visitor): void {
  assert.ok(looked.has(visitorId), 'is not looked for yet');
}
