import { byKey } from '@ticketmaster/notifications/authenticate';
import type { Channel } from '@ticketmaster/notifications/channel';
import { call } from '@ticketmaster/notifications/crowd';
import type { DedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { gateOf } from '@ticketmaster/notifications/gate';
import { openPhone, type ServedLesson, serveLesson } from '@ticketmaster/notifications/lesson.fixture';
import type { ChannelUnderTest, Visitor } from '@ticketmaster/notifications/promises';
import type { Queue } from '@ticketmaster/notifications/queue';
import { openTestDatabase as openOutbox } from '@ticketmaster/notifications-outbox/database.fixture';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import { aheadIn, queueIn } from '@ticketmaster/notifications-outbox/queue';
import type { Database } from '@ticketmaster/postgres/database';
import { type Listen, listenTo } from '@ticketmaster/postgres/listen';
import { ask } from '@ticketmaster/testing/client';
import { inboxChannel } from './channel.ts';
import { type Inbox, inboxIn, inboxTables } from './inbox.ts';
import type { Limits } from './long-polls.ts';
import { type RemoteInbox, remoteInbox } from './remote-inbox.ts';
import { inboxSubscriber, type Ways } from './subscriber.ts';

export const schema = 'notifications_app_test';
export const openTestDatabase = (url: string) => openOutbox(url, schema, [inboxTables]);

/** Where a bug can be planted. */
export interface Seams {
  queue?(queue: Queue): Queue;
  inbox?(inbox: Inbox): Inbox;
  wakeUps?(url: string): Listen;
  remote?(remote: RemoteInbox): RemoteInbox;
}

export interface Served extends ServedLesson {
  channel: Channel;
  /** The visitors for whom a look is done. */
  looked: ReadonlySet<string>;
}

export interface HowToServe extends Seams, Partial<Limits> {
  port?: number;
  now?: () => number;
  /** Where it listens for wake-ups, such as a proxy before the database. */
  listenUrl?: string;
}

/** A server of this lesson, in this process. */
export async function serveInbox(url: string, db: Database, how: HowToServe = {}): Promise<Served> {
  const {
    port,
    now = Date.now,
    queue: queueWith = same,
    inbox = same,
    wakeUps = at => listenTo(at, schema),
    listenUrl = url,
    ...limits
  } = how;
  const looked = new Set<string>();
  const queue = queueWith(queueIn(db));
  const authenticate = byKey(queue);
  const watched = watching(looked, inbox(inboxIn(db, { now, ahead: visitorIds => aheadIn(db, visitorIds) })));
  const ready = () => db.query('select 1');
  const channel = inboxChannel({ authenticate, inbox: watched, wakeUps: wakeUps(listenUrl), ready }, limits);
  const served = await serveLesson({ queue, outbox: outboxIn(db), channel, authenticate }, now, port);
  return { ...served, channel, looked };
}

const watching = (looked: Set<string>, inbox: Inbox): Inbox => ({
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
      const gate = gateOf(queueIn(db), { notify() {} }, { now });
      if (mute) return { gate, die: async () => {} }; // killed, but for its commits
      return serveInbox(url, db, { port, now, lookEveryMs: 600_000, ...seams });
    },

    async openApp(visitor) {
      const { visitorId, key } = visitor;
      const listening = (to: DedupeStore) => inboxSubscriber(to, (seams.remote ?? same)(remoteInbox(at)), ways);
      const { store, subscriber, ...phone } = await openPhone(visitor, listening);
      let now = subscriber;
      const signIn = async (to = store) => {
        now = listening(to);
        await now.listenFor(visitorId, key);
      };
      return {
        ...phone,
        goOffline: () => now.close(),
        comeBack: () => signIn(),
        async hearAgain() {
          await now.close();
          let asked = 0;
          await signIn({ ...store, cursor: id => (asked++ ? store.cursor(id) : 0) });
        },
        async close() {
          await now.close();
          await phone.close();
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

export const acknowledge = (inbox: string, key: string, upTo: unknown) => {
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
  return ask('POST', `${inbox}/acknowledge`, headers, JSON.stringify({ upTo }));
};

const same = <T>(one: T): T => one;
