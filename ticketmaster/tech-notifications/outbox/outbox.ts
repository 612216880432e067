import { randomUUIDv7 } from 'node:crypto';
import type { Attempt, Delivery, Message, Notification } from '@ticketmaster/notifications/notification';
import type { Outbox } from '@ticketmaster/notifications/outbox';
import type { Connection } from '@ticketmaster/postgres/database';

/** The columns of a notification, as they are told. */
export const shown = `notification_id as "notificationId", type, visitor_id as "visitorId", seq, data,
  created_at as "createdAt", expires_at as "expiresAt"`;

/** PostgreSQL's infinity is JavaScript's, and in JSON a word. */
export type Stored = Omit<Notification, 'createdAt' | 'expiresAt'> & {
  createdAt: Date | string;
  expiresAt: Date | string | number;
};

const isoOrNone = (time: Stored['expiresAt']) =>
  typeof time === 'number' || time === 'infinity' ? null : new Date(time).toISOString();

/** What `shown` has brought, with its times as they are told. */
export const asNotification = ({ createdAt, expiresAt, ...row }: Stored): Notification => ({
  ...row,
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: isoOrNone(expiresAt),
});

const until = (expiresAt: number | null) => (expiresAt === null ? 'infinity' : new Date(expiresAt).toISOString());

/**
 * Appends a message in the transaction of the caller: it is there when that commits, and was never there when it does not. The same
 * visitor and dedupeKey again is the message that was there before.
 * @sends message
 */
export async function append(tx: Connection, message: Message, now = Date.now()): Promise<Notification> {
  return (await appendAll(tx, [message], now))[0]!;
}

/**
 * As `append`, for many; answers in their order. Recipients are locked in one order, so that two who append to some of the same do not block
 * each other for ever. Step by step, with arrays: in one statement PostgreSQL takes ten thousand for a few, and compares each with each.
 * @sends message
 */
export async function appendAll(
  tx: Connection,
  messages: readonly Message[],
  now = Date.now(),
): Promise<Notification[]> {
  const visitorIds = [...new Set(messages.map(({ visitorId }) => visitorId))].sort();
  const at = new Date(now);
  await tx.query('insert into recipient select unnest($1::text[]), 0, $2 on conflict do nothing', [visitorIds, at]);
  const { rows: recipients } = await tx.query<{ visitorId: string; seq: number }>(
    'select visitor_id as "visitorId", last_seq as seq from recipient where visitor_id = any($1) order by visitor_id for update',
    [visitorIds],
  );
  const known = await alreadyThere(tx, messages); // a statement of its own, after the lock: it sees what others have committed
  const seqs = new Map(recipients.map(({ visitorId, seq }) => [visitorId, seq]));
  const added: (Notification & { dedupeKey: string })[] = [];
  for (const { visitorId, type, data, dedupeKey, expiresAt } of messages) {
    if (known.has(nameOf(visitorId, dedupeKey))) continue;
    const seq = seqs.get(visitorId)! + 1;
    seqs.set(visitorId, seq);
    const times = { createdAt: at.toISOString(), expiresAt: expiresAt === null ? null : until(expiresAt) };
    const one: Notification = { notificationId: randomUUIDv7(), type, visitorId, seq, data, ...times };
    known.set(nameOf(visitorId, dedupeKey), one);
    added.push({ ...one, dedupeKey });
  }
  await insert(tx, added, at);
  return messages.map(({ visitorId, dedupeKey }) => known.get(nameOf(visitorId, dedupeKey))!);
}

const nameOf = (visitorId: string, dedupeKey: string) => JSON.stringify([visitorId, dedupeKey]);

async function alreadyThere(tx: Connection, messages: readonly Message[]): Promise<Map<string, Notification>> {
  const { rows } = await tx.query<Stored & { dedupeKey: string }>(
    `select ${shown}, dedupe_key as "dedupeKey"
       from unnest($1::text[], $2::text[]) as asked (visitor_id, dedupe_key) join notification using (visitor_id, dedupe_key)`,
    [messages.map(({ visitorId }) => visitorId), messages.map(({ dedupeKey }) => dedupeKey)],
  );
  return new Map(rows.map(({ dedupeKey, ...row }) => [nameOf(row.visitorId, dedupeKey), asNotification(row)]));
}

async function insert(tx: Connection, added: readonly (Notification & { dedupeKey: string })[], at: Date) {
  if (added.length === 0) return;
  await tx.query(
    `insert into notification (created_at, notification_id, visitor_id, seq, type, data, dedupe_key, expires_at)
     select $1, * from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::jsonb[], $7::text[], $8::timestamptz[])`,
    [
      at,
      added.map(({ notificationId }) => notificationId),
      added.map(({ visitorId }) => visitorId),
      added.map(({ seq }) => seq),
      added.map(({ type }) => type),
      added.map(({ data }) => JSON.stringify(data)),
      added.map(({ dedupeKey }) => dedupeKey),
      added.map(({ expiresAt }) => expiresAt ?? 'infinity'),
    ],
  );
  await tx.query(
    `update recipient set last_seq = last_seq + added, active_at = $2
       from (select visitor_id, count(*)::int as added from unnest($1::text[]) as visitor_id group by visitor_id) as counted
      where recipient.visitor_id = counted.visitor_id`,
    [added.map(({ visitorId }) => visitorId), at],
  );
}

/** The outbox in PostgreSQL, as channels read it. */
export function outboxIn(db: Connection): Outbox {
  return {
    async after(visitorId, seq, now, limit) {
      const { rows } = await db.query<Stored>(
        `select ${shown} from notification
          where visitor_id = $1 and seq > $2 and expires_at > $3 order by seq limit $4`,
        [visitorId, seq, new Date(now), limit],
      );
      return rows.map(asNotification);
    },

    async record(channel, attempts: readonly Attempt[]) {
      if (attempts.length === 0) return;
      await db.query(
        `with made as (select * from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
                         with ordinality as made (id, state, detail, at, nth) join notification on notification_id = id),
              moved as (insert into delivery
                        select distinct on (id) id, $1, made.state from made order by id, state = 'DELIVERED' desc, nth desc
                            on conflict (notification_id, channel) do update set state = excluded.state
                         where delivery.state <> 'DELIVERED')
         insert into attempt select id, $1, at, detail from made order by nth`,
        [
          channel,
          attempts.map(({ notificationId }) => notificationId),
          attempts.map(({ state }) => state),
          attempts.map(({ detail }) => detail),
          attempts.map(({ at }) => new Date(at)),
        ],
      );
    },

    async deliveries(channel, visitorId, now, limit) {
      const { rows } = await db.query<Omit<Delivery, 'expiresAt'> & Pick<Stored, 'expiresAt'>>(
        `select notification_id as "notificationId", type, seq, dedupe_key as "dedupeKey", expires_at as "expiresAt",
                case when state is distinct from 'DELIVERED' and expires_at <= $3 then 'EXPIRED'
                     else coalesce(state, 'PENDING') end as state,
                (select coalesce(json_agg(json_build_object('at', at, 'detail', detail) order by at), '[]')
                   from attempt as a where a.notification_id = n.notification_id and a.channel = $1) as attempts
           from notification as n
           left join (select notification_id, state from delivery where channel = $1) as d using (notification_id)
          where visitor_id = $2
          order by seq desc limit $4`,
        [channel, visitorId, new Date(now), limit],
      );
      return rows.reverse().map(({ attempts, expiresAt, ...row }) => ({
        ...{ ...row, expiresAt: isoOrNone(expiresAt) },
        attempts: attempts.map(({ at, detail }) => ({ at: new Date(at).toISOString(), detail })),
      }));
    },
  };
}
