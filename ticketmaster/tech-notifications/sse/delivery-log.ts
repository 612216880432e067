import type { Attempt, Notification } from '@ticketmaster/notifications/notification';
import type { Outbox } from '@ticketmaster/notifications/outbox';
import type { Connection } from '@ticketmaster/postgres/database';

/** Writes down what came of telling: in batches, so that a broadcast to thousands is a few queries. */
export interface DeliveryLog {
  sent(one: Notification, at: number): void;
  /** The visitor's app has said that it has all up to `seq`. */
  covered(visitorId: string, seq: number, at: number): void;
  /** Writes down what is left. */
  close(): Promise<void>;
}

interface Covered {
  visitorId: string;
  seq: number;
  at: number;
}

/** What became of a notification on a stream stands in the outbox under this name. */
export const SSE = 'sse';

const AT_ONCE = 1_000;
const MOST = 50_000; // that wait while the database is away; notes above that are dropped

export function deliveryLogIn(db: Connection, outbox: Pick<Outbox, 'record'>, everyMs = 500): DeliveryLog {
  const sent: Attempt[] = [];
  const covered: Covered[] = [];
  let writing = Promise.resolve();
  const writeDown = async () => {
    await written(sent, batch => outbox.record(SSE, batch)); // first, so that what is covered has been SENT
    await written(covered, batch => markDelivered(db, batch));
  };
  const trying = () => {
    writing = writing.then(writeDown).catch(({ message }) => console.error(`DeliveryLog wait: ${message}`));
    return writing;
  };
  const timer = setInterval(() => sent.length + covered.length > 0 && void trying(), everyMs);

  return {
    sent({ notificationId }, at) {
      if (sent.length < MOST) sent.push({ notificationId, state: 'SENT', detail: 'written to a stream', at });
    },
    covered(visitorId, seq, at) {
      if (covered.length < MOST) covered.push({ visitorId, seq, at });
    },
    async close() {
      clearInterval(timer);
      await trying();
    },
  };
}

/** Takes from the queue what was written; the rest, when writing fails, stays in it. */
async function written<T>(queue: T[], write: (batch: T[]) => Promise<unknown>): Promise<void> {
  while (queue.length > 0) {
    const batch = queue.slice(0, AT_ONCE);
    await write(batch);
    queue.splice(0, batch.length);
  }
}

/**
 * What an app says it has, it has, though nobody wrote down that it was sent: the server may have been killed before. Only what expired
 * unsent was left out, and stays so.
 */
async function markDelivered(db: Connection, batch: Covered[]): Promise<void> {
  await db.query(
    `with said as (select visitor_id, max(seq) as upto, max(at) as at
                     from unnest($1::text[], $2::int[], $3::timestamptz[]) as said (visitor_id, seq, at) group by visitor_id),
          open as (select notification_id, at, upto from said join notification as n using (visitor_id)
                     left join (select notification_id, state from delivery where channel = '${SSE}') as d using (notification_id)
                    where seq <= upto and (state = 'SENT' or coalesce(state, 'PENDING') = 'PENDING' and expires_at > at)),
          delivered as (insert into delivery select notification_id, '${SSE}', 'DELIVERED' from open
                            on conflict (notification_id, channel) do update set state = excluded.state)
     insert into attempt select notification_id, '${SSE}', at, 'the app has come back with Last-Event-ID ' || upto from open`,
    [batch.map(({ visitorId }) => visitorId), batch.map(({ seq }) => seq), batch.map(({ at }) => new Date(at))],
  );
}
