import type { Notification } from '@ticketmaster/notifications/notification';
import { asNotification, type Stored, shown } from '@ticketmaster/notifications-outbox/outbox';
import type { Database } from '@ticketmaster/postgres/database';

export interface Webhook {
  url: string;
  secrets: string[];
  /** DISABLED: the receiver has answered 410 Gone. */
  state: 'ACTIVE' | 'DISABLED';
}

/** A visitor's next notification, and where it goes. */
export interface Due {
  notification: Notification;
  url: string;
  origin: string;
  secrets: string[];
  /** How often it was tried before. */
  attempts: number;
}

export interface Claim {
  now: number;
  /** From then on another server may take it. */
  leaseUntil: number;
  /** At most so many … */
  limit: number;
  /** … of receivers that ail, or of those that are well. */
  ailing: boolean;
  receivers: Receivers;
}

/** What this server is sending already. */
export interface Receivers {
  /** How many to one origin at a time. */
  most: number;
  inFlight: ReadonlyMap<string, number>;
  ailing: ReadonlySet<string>;
}

/** The registrations; each is also the line of its visitor, whose head is all that can be claimed. */
export interface Webhooks {
  /** What waits is due at once, whatever pause there was: whoever registers is there. What is being sent is not sent a second time. */
  register(visitorId: string, webhook: Omit<Webhook, 'state'>, now: number): Promise<void>;
  of(visitorId: string): Promise<Webhook | undefined>;
  end(visitorId: string): Promise<void>;
  /** Leases what is due; nobody else gets any of these visitors' notifications until the lease is over. */
  claim(claim: Claim): Promise<Due[]>;
  /** Ends leases, unless another has them by now: what is next for the visitor is due at `dueAt`, or at once for who registered meanwhile. */
  release(releases: readonly { visitorId: string; leaseUntil: number; dueAt: number }[]): Promise<void>;
  /** For a receiver that is gone; answers the ids of all that waited for it. */
  disable(visitorId: string, url: string): Promise<string[]>;
  /** One notification of this visitor, whatever its state. */
  find(visitorId: string, notificationId: string): Promise<(Notification & { state: string }) | undefined>;
}

/** What became of a notification by webhook stands in the outbox under this name. */
export const WEBHOOK = 'webhook';

/** Of the row `notification`. */
const isPending = `not exists (select from delivery as d
  where d.notification_id = notification.notification_id and d.channel = '${WEBHOOK}' and d.state <> 'PENDING')`;
const dueFrom = 'coalesce(lease_until, due_at)'; // a lease that nobody ends is one of a server that died
const isDue = `state = 'ACTIVE' and ${dueFrom} <= $1`;

export function webhooksIn(db: Database): Webhooks {
  return {
    async register(visitorId, { url, secrets }, now) {
      await db.query(
        `insert into webhook values ($1, $2, $3, $4, 'ACTIVE', $5)
             on conflict (visitor_id) do update
            set url = excluded.url, origin = excluded.origin, secrets = excluded.secrets, state = 'ACTIVE', due_at = excluded.due_at`,
        [visitorId, url, new URL(url).origin, secrets, new Date(now)],
      );
    },

    async of(visitorId) {
      const { rows } = await db.query<Webhook & { visitorId: string }>(
        'select url, secrets, state from webhook where visitor_id = $1',
        [visitorId],
      );
      return rows[0];
    },

    async end(visitorId) {
      await db.query('delete from webhook where visitor_id = $1', [visitorId]);
    },

    claim: ({ now, leaseUntil, limit, ailing, receivers }) =>
      db.transaction(async tx => {
        const { rows: mine } = await tx.query<{ visitorId: string }>(
          `with waiting as materialized ( -- once, however few the planner thinks there are
             select distinct visitor_id from notification where expires_at > $1 and ${isPending}),
           due as (
             select visitor_id, ${dueFrom} as due_at,
                    row_number() over (partition by origin order by ${dueFrom}) + coalesce(in_flight, 0) as nth
               from waiting join webhook using (visitor_id)
                    left join unnest($2::text[], $3::int[]) as busy (origin, in_flight) using (origin)
              where ${isDue} and (origin = any($4)) = $5)
           select visitor_id as "visitorId" from webhook
            where visitor_id = any(array(select visitor_id from due where nth <= $6 order by nth, due_at limit $7)) -- receivers take turns
              and ${isDue} -- again, of the row as it is once it is locked
              for update skip locked`,
          [
            new Date(now),
            [...receivers.inFlight.keys()],
            [...receivers.inFlight.values()],
            [...receivers.ailing],
            ailing,
            receivers.most,
            limit,
          ],
        );
        if (mine.length === 0) return [];
        const { rows } = await tx.query<Row>(
          // a new statement sees all that was noted before the lock was had
          `with head as (
             select distinct on (visitor_id) * from notification
              where visitor_id = any($1) and ${isPending} and expires_at > $2
              order by visitor_id, seq)
           update webhook set lease_until = $3, due_at = 'infinity' from head where webhook.visitor_id = head.visitor_id
           returning ${shown.replace('visitor_id', 'head.visitor_id')}, url, origin, secrets,
                     (select count(*)::int from attempt as a
                       where a.notification_id = head.notification_id and a.channel = '${WEBHOOK}') as attempts`,
          [mine.map(({ visitorId }) => visitorId), new Date(now), new Date(leaseUntil)],
        );
        return rows.map(({ url, origin, secrets, attempts, ...stored }) => ({
          ...{ url, origin, secrets, attempts, notification: asNotification(stored) },
        }));
      }),

    async release(releases) {
      await db.query(
        `update webhook set lease_until = null, due_at = least(webhook.due_at, released.due_at)
           from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as released (id, until, due_at)
          where visitor_id = id and lease_until = until`,
        [
          releases.map(({ visitorId }) => visitorId),
          releases.map(({ leaseUntil }) => new Date(leaseUntil)),
          releases.map(({ dueAt }) => new Date(dueAt)),
        ],
      );
    },

    async disable(visitorId, url) {
      const { rows } = await db.query<{ id: string }>(
        `with gone as (update webhook set state = 'DISABLED' where visitor_id = $1 and url = $2 returning visitor_id)
         select notification_id as id from notification join gone using (visitor_id) where ${isPending} order by seq`,
        [visitorId, url],
      );
      return rows.map(({ id }) => id);
    },

    async find(visitorId, notificationId) {
      const { rows } = await db.query<Stored & { state: string }>(
        `select ${shown}, coalesce(state, 'PENDING') as state
           from notification left join (select notification_id, state from delivery where channel = '${WEBHOOK}') as d using (notification_id)
          where visitor_id = $1 and notification_id = $2`,
        [visitorId, notificationId],
      );
      return rows[0] && { ...asNotification(rows[0]), state: rows[0].state };
    },
  };
}

type Row = Stored & Omit<Due, 'notification'>;
