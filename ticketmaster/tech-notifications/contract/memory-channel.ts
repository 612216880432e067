import { openDedupeStore } from './dedupe-store.ts';
import { type Gate, gateOf } from './gate.ts';
import { memoryOutbox, memoryQueue } from './memory-outbox.ts';
import type { Notification } from './notification.ts';
import type { AppUnderTest, ChannelUnderTest, Visitor } from './promises.ts';

/** The ways to be wrong: each breaks one promise. */
export interface Faults {
  forgetsTheAbsent?: true;
  notifiesEverybody?: true;
  newestFirst?: true;
  noDedupe?: true;
  looksIntoTheOutboxNever?: true;
  believesAnybody?: true;
  announcesLate?: true;
  deliversNothing?: true;
}

interface Listener {
  visitor: Visitor;
  listens: boolean;
  hear(notification: Notification): void;
  cursor(): number;
}

/** The reference: what the promises in channel.ts mean, without a network. With `faults` one that breaks them. */
export function memoryChannel(faults: Faults = {}): ChannelUnderTest {
  const outbox = memoryOutbox();
  const queue = memoryQueue(outbox);
  const apps = new Set<Listener>();
  let clock = Date.now;

  async function catchUp(app: Listener): Promise<void> {
    const at = faults.announcesLate ? 0 : clock();
    const missed = await outbox.after(app.visitor.visitorId, app.cursor(), at, 100);
    if (app.listens) for (const one of faults.newestFirst ? missed.reverse() : missed) app.hear(one);
  }
  const notified = (admitted: readonly Notification[]) => {
    if (faults.deliversNothing) return;
    for (const app of apps) {
      const theirs = (one: Notification) => faults.notifiesEverybody ?? one.visitorId === app.visitor.visitorId;
      if (app.listens) admitted.filter(theirs).forEach(app.hear);
    }
  };

  return {
    patienceMs: 2_000,

    async startServer({ now, mute }) {
      clock = now;
      const notify = mute ? () => {} : notified;
      const gate: Gate = gateOf(queue, { notify }, { now });
      if (!mute && !faults.looksIntoTheOutboxNever && !faults.deliversNothing)
        await Promise.all([...apps].map(catchUp));
      return { gate, die: async () => {} };
    },

    async openApp(visitor): Promise<AppUnderTest> {
      const store = openDedupeStore(':memory:');
      const cursor = () => store.cursor(visitor.visitorId);
      const mine = (one: Notification) => ({ ...one, visitorId: visitor.visitorId });
      const hear = (one: Notification) => {
        if (!store.hear(mine(one)) && faults.noDedupe) store.enter(mine(one));
      };
      const app: Listener = { visitor, listens: true, hear, cursor };
      apps.add(app);
      return {
        heard: () => store.heard(visitor.visitorId),
        entries: () => store.entries(visitor.visitorId),
        async goOffline() {
          app.listens = false;
        },
        async comeBack() {
          app.listens = true;
          if (!faults.forgetsTheAbsent) await catchUp(app);
        },
        hearAgain: () => catchUp({ ...app, cursor: () => 0 }),
        async close() {
          apps.delete(app);
          store.close();
        },
      };
    },

    async eavesdrop(ada, mallory) {
      const peeked = (await queue.isKeyOf(ada.visitorId, mallory.key)) || faults.notifiesEverybody === true;
      return { 'asks with a key of her own': peeked };
    },

    async forge(ada) {
      const app = [...apps].find(({ visitor }) => visitor.visitorId === ada.visitorId)!;
      if (faults.believesAnybody) app.hear(forged(ada));
      return { 'says it is the server': faults.believesAnybody === true };
    },
  };
}

const forged = ({ visitorId }: Visitor): Notification => ({
  ...{ notificationId: crypto.randomUUID(), type: 'forged', visitorId, seq: 99, data: { eventId: 'forged' } },
  ...{ createdAt: new Date().toISOString(), expiresAt: null },
});
