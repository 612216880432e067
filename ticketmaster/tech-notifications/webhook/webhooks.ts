import type { Notification } from '@ticketmaster/notifications/notification';
import { asNotification, type Stored, shown } from '@ticketmaster/notifications-outbox/outbox';
import type { Connection, Database } from '@ticketmaster/postgres/database';

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
  /** … of receivers that are unhealthy, or of those that are well. */
  unhealthy: boolean;
  receivers: Receivers;
}

/** What this server is sending already. */
export interface Receivers {
  /** How many to one origin at a time. */
  most: number;
  inFlight: ReadonlyMap<string, number>;
  unhealthy: ReadonlySet<string>;
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
  /** Removes registrations to which nothing was sent, and that nobody renewed, for 90 days. Answers how many. */
  purge(now: number): Promise<number>;
  /** One notification of this visitor, whatever its state. */
  find(visitorId: string, notificationId: string): Promise<(Notification & { state: string }) | undefined>;
}

/** What became of a notification by webhook stands in the outbox under this name. */
export const WEBHOOK = 'webhook';

/** Of the row `notification`. */
const isPending = `not exists (select from delivery as d
  where d.notification_id = notification.notification_id and d.channel = '${WEBHOOK}' and d.state <> 'PENDING')`;
const LIFE_MS = 90 * 86_400_000;
const dueFrom = 'coalesce(lease_until, due_at)'; // a lease that nobody ends is one of a server that died
const isDue = `state = 'ACTIVE' and waiting and ${dueFrom} <= $1`;

/** @hears message */
export function webhooksIn(db: Database): Webhooks {
  return {
    async register(visitorId, { url, secrets }, now) {
      await db.query(
        `insert into webhook (visitor_id, url, origin, secrets, due_at) values ($1, $2, $3, $4, $5)
             on conflict (visitor_id) do update
            set url = excluded.url, origin = excluded.origin, secrets = excluded.secrets, state = 'ACTIVE',
                due_at = excluded.due_at, waiting = true`,
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

    async claim(claim) {
      for (;;) {
        const { asked, due } = await db.transaction(tx => claimOnce(tx, claim));
        if (due.length > 0 || asked === 0) return due; // otherwise these have nothing left that can be sent, and others may
      }
    },

    release: releases =>
      db.transaction(async tx => {
        const ids = releases.map(({ visitorId }) => visitorId);
        await tx.query('select from webhook where visitor_id = any($1) order by visitor_id for update', [ids]);
        await tx.query(
          // a new statement sees all that was appended before the locks were had
          `update webhook set lease_until = null, due_at = least(webhook.due_at, released.due_at),
                  waiting = exists (select from notification where notification.visitor_id = id and ${isPending})
             from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as released (id, until, due_at)
            where visitor_id = id and lease_until = until`,
          [ids, releases.map(({ leaseUntil }) => new Date(leaseUntil)), releases.map(({ dueAt }) => new Date(dueAt))],
        );
      }),

    async disable(visitorId, url) {
      const { rows } = await db.query<{ id: string }>(
        `with gone as (update webhook set state = 'DISABLED' where visitor_id = $1 and url = $2 returning visitor_id)
         select notification_id as id from notification join gone using (visitor_id) where ${isPending} order by seq`,
        [visitorId, url],
      );
      return rows.map(({ id }) => id);
    },

    async purge(now) {
      const { rowCount } = await db.query('delete from webhook where due_at < $1', [new Date(now - LIFE_MS)]);
      return rowCount!;
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

/** Locks what is due, and leases what has something to send; whatever has nothing left is not looked at again until something comes. */
async function claimOnce(
  tx: Connection,
  { now, leaseUntil, limit, unhealthy, receivers }: Claim,
): Promise<{ asked: number; due: Due[] }> {
  const { rows: mine } = await tx.query<{ visitorId: string }>(
    `with recursive receiver (origin) as ( -- each that has something waiting, by one step along the index
       (select origin from webhook where state = 'ACTIVE' and waiting order by origin limit 1)
        union all
       select (select origin from webhook as next
                where state = 'ACTIVE' and waiting and next.origin > receiver.origin order by origin limit 1)
         from receiver where origin is not null),
     due as (
       select visitor_id, due_at, nth + coalesce(in_flight, 0) as nth
         from receiver
              left join unnest($2::text[], $3::int[]) as busy (origin, in_flight) using (origin)
              cross join lateral (
                select visitor_id, due_at, row_number() over (order by due_at) as nth
                  from (select visitor_id, ${dueFrom} as due_at from webhook
                         where webhook.origin = receiver.origin and ${isDue}
                         order by ${dueFrom} limit greatest(0, $6 - coalesce(in_flight, 0))) as first_ones) as next
        where (receiver.origin = any($4)) = $5)
     select visitor_id as "visitorId" from webhook
      where visitor_id = any(array(select visitor_id from due order by nth, due_at limit $7)) -- receivers take turns
        and ${isDue} -- again, of the row as it is once it is locked
        for update skip locked`,
    [
      new Date(now),
      [...receivers.inFlight.keys()],
      [...receivers.inFlight.values()],
      [...receivers.unhealthy],
      unhealthy,
      receivers.most,
      limit,
    ],
  );
  if (mine.length === 0) return { asked: 0, due: [] };
  const asked = mine.map(({ visitorId }) => visitorId);
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
    [asked, new Date(now), new Date(leaseUntil)],
  );
  const due = rows.map(({ url, origin, secrets, attempts, ...stored }) => ({
    ...{ url, origin, secrets, attempts, notification: asNotification(stored) },
  }));
  const found = new Set(due.map(({ notification }) => notification.visitorId));
  const idle = asked.filter(visitorId => !found.has(visitorId));
  if (idle.length) await tx.query('update webhook set waiting = false where visitor_id = any($1)', [idle]);
  return { asked: asked.length, due };
}
