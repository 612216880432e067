import { app, listen } from '@ticketmaster/common/http';
import type { Channel } from '@ticketmaster/notifications/channel';
import { call, OPERATOR_TOKEN } from '@ticketmaster/notifications/crowd';
import { openDedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { gateOf } from '@ticketmaster/notifications/gate';
import type { Outbox } from '@ticketmaster/notifications/outbox';
import type { ChannelUnderTest, ServerUnderTest, Visitor } from '@ticketmaster/notifications/promises';
import { routesOf } from '@ticketmaster/notifications/serve';
import { userAppRoutes } from '@ticketmaster/notifications/user-app';
import { openTestDatabase as openOutbox } from '@ticketmaster/notifications-outbox/database.fixture';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import type { Database } from '@ticketmaster/postgres/database';
import { type Listen, listenTo } from '@ticketmaster/postgres/listen';
import { ask } from '@ticketmaster/testing/client';
import { unique } from '@ticketmaster/testing/eventually';
import { Router } from 'express';
import { inboxChannel } from './channel.ts';
import { type Inbox, inboxIn, inboxTables } from './inbox.ts';
import type { Limits } from './long-polls.ts';
import { type RemoteInbox, remoteInbox } from './remote-inbox.ts';
import { inboxSubscriber, type Ways } from './subscriber.ts';

export const schema = 'notifications_app_test';
export const openTestDatabase = (url: string) => openOutbox(url, schema, [inboxTables]);

/** Where a bug can be planted. */
export interface Seams {
  outbox?(outbox: Outbox): Outbox;
  inbox?(inbox: Inbox): Inbox;
  wakeUps?: Listen;
  remote?(remote: RemoteInbox): RemoteInbox;
}

export interface Served extends ServerUnderTest {
  url: string;
  channel: Channel;
  /** The visitors for whom a look is done. */
  looked: ReadonlySet<string>;
}

export interface HowToServe extends Seams, Partial<Limits> {
  /** 0 for any that is free. */
  port?: number;
  now?: () => number;
}

/** A server of this lesson, in this process. */
export async function serveInbox(url: string, db: Database, how: HowToServe = {}): Promise<Served> {
  const { port = 0, now = Date.now, outbox = same, inbox = same, wakeUps = listenTo(url, schema), ...limits } = how;
  const looked = new Set<string>();
  const parts = { outbox: outbox(outboxIn(db)), inbox: noting(looked, inbox(inboxIn(db, now))) };
  const ready = () => db.query('select 1');
  const channel = inboxChannel({ ...parts, wakeUps, ready }, limits);
  const routes = routesOf({ ...parts, channel }, { seconds: 600, operatorToken: OPERATOR_TOKEN }, { now });
  const server = await listen(app(routes, ready), port);
  return {
    ...{ url: server.url, channel, looked, gate: gateOf(parts.outbox, channel, { now }) },
    async die() {
      await server.close(0); // cuts everybody off, as a crash would
      await channel.close();
    },
  };
}

const noting = (looked: Set<string>, inbox: Inbox): Inbox => ({
  ...inbox,
  async lookFor(asked) {
    const seen = await inbox.lookFor(asked);
    for (const { visitorId } of asked) looked.add(visitorId);
    return seen;
  },
});

/** The inbox, on a port that does not change; `lookEveryMs` is so long that nobody is saved by the net. */
export function inboxUnderTest(url: string, db: Database, port: number, ways: Ways = {}, seams: Seams = {}) {
  const at = `http://127.0.0.1:${port}`;
  const inboxOf = ({ visitorId }: Visitor) => `${at}/api/visitors/${visitorId}/inbox`;

  const underTest: ChannelUnderTest = {
    patienceMs: 30_000,

    async startServer({ now, mute }) {
      const gate = gateOf(outboxIn(db), { notify() {} } as never, { now });
      if (mute) return { gate, die: async () => {} }; // killed, but for its commits
      return serveInbox(url, db, { port, now, lookEveryMs: 600_000, ...seams });
    },

    async openApp({ visitorId, key }) {
      const store = openDedupeStore(':memory:');
      const listening = (to = store) => inboxSubscriber(to, (seams.remote ?? same)(remoteInbox(at)), ways);
      let subscriber = listening();
      const signIn = async (to = store) => {
        subscriber = listening(to);
        await subscriber.listenFor(visitorId, key);
      };
      const routes = userAppRoutes(store, { listenFor: subscriber.listenFor, close: async () => {} });
      const phone = await listen(app(routes, async () => {}));
      const { status } = await call('PUT', `${phone.url}/api/visitors/${visitorId}`, key);
      if (status !== 204) throw new Error(`signing in was answered ${status}`);
      return {
        heard: () => store.heard(visitorId),
        entries: () => store.entries(visitorId),
        goOffline: () => subscriber.close(),
        comeBack: () => signIn(),
        async hearAgain() {
          await subscriber.close();
          let asked = 0;
          await signIn({ ...store, cursor: id => (asked++ ? store.cursor(id) : 0) });
        },
        async close() {
          await subscriber.close();
          await phone.close(0);
          store.close();
        },
      };
    },

    async eavesdrop(ada, mallory) {
      const done = async (made: ReturnType<typeof ask>) => (await made).status < 400;
      return {
        'reads it with her own key': await done(call('GET', inboxOf(ada), mallory.key)),
        'waits for it with her own key': await done(call('GET', `${inboxOf(ada)}?wait=5`, mallory.key)),
        'acknowledges it with her own key': await done(acknowledge(inboxOf(ada), mallory.key, 1)),
        'asks what was delivered': await done(call('GET', inboxOf(ada).replace('inbox', 'deliveries'), mallory.key)),
        'finds it in her own': JSON.stringify((await call('GET', inboxOf(mallory), mallory.key)).body).includes(
          `"${ada.visitorId}"`,
        ),
      };
    },

    async forge(ada) {
      return {
        'reads without a key': (await ask('GET', inboxOf(ada))).status < 400,
        'reads with a key that was made up': (await call('GET', inboxOf(ada), crypto.randomUUID())).status < 400,
        'acknowledges without a key': (await acknowledge(inboxOf(ada), '', 1)).status < 400,
        'acknowledges what was never issued': (await acknowledge(inboxOf(ada), ada.key, 1_000)).status < 400,
      };
    },
  };
  return underTest;
}

/** One who waits in `events`, as its first. */
export async function waitingFor(gate: ServerUnderTest['gate'], ...events: string[]): Promise<Visitor> {
  const visitor = { visitorId: unique('ada'), key: `ada-${crypto.randomUUID()}` };
  for (const event of events) await gate.join(event, visitor.visitorId, visitor.key);
  return visitor;
}

export const admit = ({ gate }: ServerUnderTest, eventId: string, seconds = 600, count = 1) =>
  gate.admit({ eventId, count, key: crypto.randomUUID() }, seconds);

export const acknowledge = (inbox: string, key: string, upTo: unknown) => {
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
  return ask('POST', `${inbox}/acknowledge`, headers, JSON.stringify({ upTo }));
};

/** One that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = await listen(app(Router(), async () => {}));
  await server.close();
  return Number(new URL(server.url).port);
}

const same = <T>(one: T): T => one;
