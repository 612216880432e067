import type { Notification } from '@ticketmaster/notifications/notification';
import { asNotification, type Stored, shown } from '@ticketmaster/notifications-outbox/outbox';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Listener } from './streams.ts';

type Cursor = Pick<Listener, 'visitorId' | 'cursor'>;

/** What the outbox has that listeners lack. However many they are, each of these is one query. */
export interface Missed {
  /** What these visitors are to hear after their cursors, in order: all but what has expired. */
  after(cursors: readonly Cursor[], now: number): Promise<Notification[]>;
  /** To whom something was appended after `since`, by the clock of whoever did so, and the newest that they are to hear. */
  since(since: number, now: number): Promise<{ visitorId: string; seq: number }[]>;
  /** The newest seq of a visitor, 0 for none. */
  newest(visitorId: string): Promise<number>;
}

/** @hears message */
export function missedIn(db: Connection): Missed {
  return {
    async after(cursors, now) {
      const { rows } = await db.query<Stored>(
        `select ${shown}
           from unnest($1::text[], $2::int[]) as listener (visitor_id, cursor)
           join notification using (visitor_id)
          where seq > cursor and expires_at > $3
          order by visitor_id, seq`,
        [cursors.map(({ visitorId }) => visitorId), cursors.map(({ cursor }) => cursor), new Date(now)],
      );
      return rows.map(asNotification);
    },

    async since(since, now) {
      const { rows } = await db.query<{ visitorId: string; seq: number }>(
        `select visitor_id as "visitorId", max(seq) as seq
           from notification
          where created_at > $1 and expires_at > $2
          group by visitor_id`,
        [new Date(since), new Date(now)],
      );
      return rows;
    },

    async newest(visitorId) {
      const { rows } = await db.query('select last_seq as seq from recipient where visitor_id = $1', [visitorId]);
      return rows[0]?.seq ?? 0;
    },
  };
}
