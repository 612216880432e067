import type { Authenticate } from '@ticketmaster/notifications/authenticate';
import type { Channel } from '@ticketmaster/notifications/channel';
import type { Listen } from '@ticketmaster/postgres/listen';
import { INBOX, type Inbox } from './inbox.ts';
import { inboxRoutes } from './inbox-routes.ts';
import { type Limits, longPolls } from './long-polls.ts';

export interface Parts {
  authenticate: Authenticate;
  inbox: Inbox;
  /** Wake-ups: a payload names the visitors who have news, by a commit on any server. */
  wakeUps: Listen;
  /** Rejects while the database does not answer. */
  ready(): Promise<unknown>;
}

/**
 * The inbox: nothing is sent to anybody. An app asks what came after the last it has, as often as it likes, or waits for the answer.
 *
 *   tell                 → wakes those of them who wait at this server
 *   commit               → pg_notify, in the same transaction: wakes those who wait at any server
 *   GET inbox            → select … where seq > after
 *   GET inbox?wait=      → the same, and again when woken, at the latest after wait seconds
 *   POST acknowledge     → insert into delivery … 'DELIVERED'
 * @message inbox-wake-up over notify `{schema}`
 * @field payload the visitors who have news, with spaces between
 * @word wake
 * @says A commit has added notifications for these visitors: whoever waits for them looks.
 * @lost Found by the look every `lookEveryMs`, and after a reconnect.
 * @twice A second look finds nothing new.
 * @hears inbox-wake-up
 */
export function inboxChannel(
  { authenticate, inbox, wakeUps, ready }: Parts,
  { maxWaiting = 10_000, lookEveryMs = 5_000 }: Partial<Limits> = {},
): Channel {
  const out = longPolls(inbox, { maxWaiting, lookEveryMs });
  const listening = wakeUps({
    notified: visitorIds => out.wake(visitorIds.split(' ')),
    listening: () => void out.wakeWhoHasNews().catch(() => {}), // the net looks soon
  });
  return {
    name: INBOX,
    routes: inboxRoutes(authenticate, inbox, out),
    notify: admitted => out.wake(admitted.map(({ visitorId }) => visitorId)),
    ready,
    close: async () => void (await Promise.all([out.close(), listening.close()])),
  };
}
