// Planted bugs: each is the inbox changed in one place, and the promise that catches it.
import { env } from '@ticketmaster/common/env';
import { promises } from '@ticketmaster/notifications/promises';
import { listenTo } from '@ticketmaster/postgres/listen';
import { freePort } from '@ticketmaster/testing/processes';
import { afterAll, describe, expect, it } from 'vitest';
import { inboxUnderTest, openTestDatabase, type Seams, schema } from './channel.fixture.ts';
import { type Asked, type Inbox, inboxIn, type Seen } from './inbox.ts';
import { deaf, inboxPromises } from './inbox-promises.ts';
import type { Ways } from './subscriber.ts';

const url = env.text('PG_URL');
const db = await openTestDatabase(url);
afterAll(() => db.close());

/** An inbox whose looks show something else. */
const showing = (change: (seen: Seen, asked: Asked) => Seen['notifications']) => (inbox: Inbox) => ({
  ...inbox,
  lookFor: async (asked: readonly Asked[]) =>
    (await inbox.lookFor(asked)).map((seen, i) => ({ ...seen, notifications: change(seen, asked[i]!) })),
});

const shared: [keyof typeof promises, string, Seams, Ways?][] = [
  ['delivers', 'an inbox that is empty', { inbox: showing(() => []) }],
  ['private', 'any key will do', { queue: queue => ({ ...queue, isKeyOf: async () => true }) }],
  ['refusesForgery', 'any key will do', { queue: queue => ({ ...queue, isKeyOf: async () => true }) }],
  ['catchesUp', 'a cursor that skips: the newest only', { inbox: showing(seen => seen.notifications.slice(-1)) }],
  ['catchesUp', 'the newest first', { inbox: showing(seen => seen.notifications.toReversed()) }],
  [
    'onceInEffect',
    'an effect each time it comes',
    {},
    {
      hear(store, incoming) {
        store.mark(incoming);
        store.enter(incoming);
        return true;
      },
    },
  ],
  [
    'survivesRestart',
    'an inbox in the memory of the server',
    {
      inbox(inbox) {
        const began = Date.now();
        return showing(seen => seen.notifications.filter(one => Date.parse(one.createdAt) >= began))(inbox);
      },
    },
  ],
  ['expiresQuietly', 'expired ones are shown', { inbox: () => inboxIn(db, { now: () => 0 }) }],
];

const own: [keyof typeof inboxPromises, string, Seams][] = [
  ['looksFirst', 'no look after subscribing', { inbox: afterTheFirstLook() }],
  ['wakesAcrossServers', 'nobody is woken', { wakeUps: () => deaf }],
  [
    'looksWhenItHearsAgain',
    'what was notified while the listener was out is not looked for',
    { wakeUps: at => listener => listenTo(at, schema)({ ...listener, listening() {} }) },
  ],
  [
    'effectFirst',
    'acknowledged before the effect, and asked for from there',
    {
      remote(remote) {
        let after = 0;
        return {
          ...remote,
          async look(visitor, look, stop) {
            const answer = await remote.look(visitor, { ...look, after: Math.max(after, look.after) }, stop);
            after = answer.notifications.at(-1)?.seq ?? after;
            if (after > 0) await remote.acknowledge(visitor, after, stop);
            return answer;
          },
        };
      },
    },
  ],
];

describe.concurrent('a planted bug', () => {
  it.each(shared)('%s catches: %s', async (promise, _what, seams, ways = {}) => {
    const broken = { ...inboxUnderTest(url, db, await freePort(), ways, seams), patienceMs: 4_000 };
    await expect(promises[promise](broken)).rejects.toThrow();
  });

  it.each(own)('%s catches: %s', async (promise, _what, seams) => {
    await expect(inboxPromises[promise](url, db, seams)).rejects.toThrow();
  });
});

/** Each request's first look sees nothing, as if it had been taken before anything was there. */
function afterTheFirstLook() {
  const looked = new WeakSet<Asked>();
  return showing((seen, asked) => {
    const first = !looked.has(asked);
    looked.add(asked);
    return first ? [] : seen.notifications;
  });
}
