import { join } from 'node:path';
import type { Notification } from '@ticketmaster/notifications/notification';
import { asNotification, type Stored, shown } from '@ticketmaster/notifications-outbox/outbox';
import type { Connection } from '@ticketmaster/postgres/database';

/** @sends inbox-wake-up */
export const inboxTables = join(import.meta.dirname, 'schema.sql');

/** What one request wants to know. */
export interface Asked {
  visitorId: string;
  /** The cursor: the last `seq` that the app has. */
  after: number;
  /** At most so many. */
  limit: number;
}

/** What there is for it. */
export interface Seen {
  /** After the cursor, oldest first, none that has expired. */
  notifications: Notification[];
  /** The last `seq` that was ever issued to the visitor, 0 for none. */
  newest: number;
  /** How many the app has not acknowledged, none that has expired. */
  unread: number;
  /** How many are to be let in before; null for one who waits for nothing, or where nobody says. */
  ahead: number | null;
}

export interface Acknowledged {
  newest: number;
  acknowledged: number;
  unread: number;
}

/** The inbox: the outbox, read by visitor. */
export interface Inbox {
  /** One statement for as many as ask at the same time; answers in their order. */
  lookFor(asked: readonly Asked[]): Promise<Seen[]>;
  /** The visitors of those for whom something is there: one cheap statement for everybody who waits. */
  withNews(asked: readonly Asked[]): Promise<string[]>;
  /** Marks what the app has as DELIVERED. Changes nothing when `upTo` is less than before, or more than was ever issued. */
  acknowledge(visitorId: string, upTo: number): Promise<Acknowledged>;
}

export interface InboxOptions {
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How many are to be let in before each of these visitors; whoever waits for nothing is left out. */
  ahead?(visitorIds: readonly string[]): Promise<Map<string, number>>;
}

/** What became of a notification in the inbox stands in the outbox under this name. */
export const INBOX = 'inbox';

/** @hears message */
export function inboxIn(db: Connection, { now = Date.now, ahead = async () => new Map() }: InboxOptions = {}): Inbox {
  return {
    async lookFor(asked) {
      const { rows } = await db.query<Row>(
        `select coalesce(last_seq, 0) as newest,
                (select count(*)::int from notification as n
                  where n.visitor_id = asked.visitor_id and seq > coalesce(acknowledged, 0) and expires_at > $4) as unread,
                (select coalesce(json_agg(page order by seq), '[]') from (
                   select ${shown}
                     from notification as n
                    where n.visitor_id = asked.visitor_id and seq > asked.after and expires_at > $4
                    order by seq limit asked.most) as page) as notifications
           from unnest($1::text[], $2::int[], $3::int[]) with ordinality as asked (visitor_id, after, most, nth)
           left join recipient using (visitor_id) left join inbox using (visitor_id)
          order by nth`,
        [...columns(asked), asked.map(({ limit }) => limit), new Date(now())],
      );
      const before = await ahead(asked.map(({ visitorId }) => visitorId));
      return rows.map(({ notifications, ...row }, i) => ({
        ...{ ...row, ahead: before.get(asked[i]!.visitorId) ?? null },
        notifications: notifications.map(asNotification),
      }));
    },

    async withNews(asked) {
      const { rows } = await db.query<{ visitorId: string }>(
        `select distinct asked.visitor_id as "visitorId"
           from unnest($1::text[], $2::int[]) as asked (visitor_id, after)
          where exists (select from notification as n
                         where n.visitor_id = asked.visitor_id and seq > asked.after and expires_at > $3)`,
        [...columns(asked), new Date(now())],
      );
      return rows.map(({ visitorId }) => visitorId);
    },

    async acknowledge(visitorId, upTo) {
      const { rows } = await db.query<Acknowledged>(
        `with known as (
           select visitor_id, coalesce(last_seq, 0) as newest, coalesce(acknowledged, 0) as before,
                  case when $2 <= coalesce(last_seq, 0) then greatest($2, acknowledged) else coalesce(acknowledged, 0) end as acknowledged
             from (select $1::text as visitor_id) as asked
             left join recipient using (visitor_id) left join inbox using (visitor_id)),
         moved as (
           insert into inbox select visitor_id, known.acknowledged from known where known.acknowledged > before
             on conflict (visitor_id) do update set acknowledged = greatest(inbox.acknowledged, excluded.acknowledged)),
         delivered as (
           insert into delivery
           select notification_id, '${INBOX}', 'DELIVERED' from notification as n join known using (visitor_id)
            where seq > before and seq <= known.acknowledged and expires_at > $3
               on conflict (notification_id, channel) do update set state = excluded.state where delivery.state <> 'DELIVERED'
           returning notification_id),
         attempted as (insert into attempt select notification_id, '${INBOX}', $3, 'acknowledged by the app' from delivered)
         select newest, acknowledged,
                (select count(*)::int from notification as n
                  where n.visitor_id = $1 and seq > known.acknowledged and expires_at > $3) as unread
           from known`,
        [visitorId, upTo, new Date(now())],
      );
      return rows[0]!;
    },
  };
}

type Row = Omit<Seen, 'notifications' | 'ahead'> & { notifications: Stored[] };

const columns = (asked: readonly Asked[]) => [asked.map(({ visitorId }) => visitorId), asked.map(({ after }) => after)];
