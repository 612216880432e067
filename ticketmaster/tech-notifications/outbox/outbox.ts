import { createHash, randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import type { Attempt, Delivery, Notification } from '@ticketmaster/notifications/notification';
import type { Admit, Outbox, Place } from '@ticketmaster/notifications/outbox';
import type { Connection, Database } from '@ticketmaster/postgres/database';

const hashOf = (key: string) => createHash('sha256').update(key).digest();

/** The columns of a notification, as they are told. */
export const shown = `notification_id as "notificationId", type, visitor_id as "visitorId", event_id as "eventId", seq,
  admission_token as "admissionToken", admitted_at as "admittedAt", expires_at as "expiresAt"`;

export type Stored = Omit<Notification, 'admittedAt' | 'expiresAt'> & { admittedAt: Date; expiresAt: Date };

/** What `shown` has brought, with its times as they are told. */
export const asNotification = (row: Stored): Notification => ({
  ...row,
  admittedAt: row.admittedAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

/** The outbox in PostgreSQL, shared by the lessons. */
export function outboxIn(db: Database): Outbox {
  return {
    join: (eventId, visitorId, key) =>
      db.transaction(async tx => {
        await tx.query('insert into visitor values ($1, $2) on conflict do nothing', [visitorId, hashOf(key)]);
        const { rows } = await tx.query('select key_hash as hash from visitor where visitor_id = $1 for update', [
          visitorId,
        ]);
        if (!timingSafeEqual(rows[0]!.hash, hashOf(key))) return 'WRONG_KEY';
        const known = await placeOf(tx, eventId, visitorId);
        if (known) return known;
        const joined = await tx.query<Place>(
          // the last step: whoever joins this event waits for its row
          `with next as (insert into event values ($1, 1) on conflict (event_id) do update set joined = event.joined + 1
             returning joined, admitted),
           joining as (insert into waiting select $1, joined, $2 from next)
           select joined as place, joined - admitted - 1 as ahead, 'WAITING' as state from next`,
          [eventId, visitorId],
        );
        return joined.rows[0]!;
      }),

    async isKeyOf(visitorId, key) {
      const { rows } = await db.query('select key_hash as hash from visitor where visitor_id = $1', [visitorId]);
      return rows.length === 1 && timingSafeEqual(rows[0]!.hash, hashOf(key));
    },

    admit: admit =>
      db.transaction(async tx => {
        const places = await claim(tx, admit);
        if (places === 'KEY_REUSED') return places;
        const admitted = await (places.again ? admittedBy(tx, admit, places) : letIn(tx, admit, places));
        return { admitted, again: places.again };
      }),

    async after(visitorId, seq, now, limit) {
      const { rows } = await db.query<Stored>(
        `select ${shown} from notification
          where visitor_id = $1 and seq > $2 and expires_at > $3 order by seq limit $4`,
        [visitorId, seq, new Date(now), limit],
      );
      return rows.map(asNotification);
    },

    async note(attempts: readonly Attempt[]) {
      if (attempts.length === 0) return;
      await db.query(
        `with told as (select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) as told (id, state, detail, at)),
              moved as (update notification set state = told.state from told
                         where notification_id = id and notification.state <> 'DELIVERED')
         insert into attempt select id, at, detail from told`,
        [
          attempts.map(({ notificationId }) => notificationId),
          attempts.map(({ state }) => state),
          attempts.map(({ detail }) => detail),
          attempts.map(({ at }) => new Date(at)),
        ],
      );
    },

    async deliveries(visitorId, now, limit) {
      const { rows } = await db.query<Omit<Delivery, 'expiresAt'> & { expiresAt: Date }>(
        `select notification_id as "notificationId", type, event_id as "eventId", seq, expires_at as "expiresAt",
                case when state <> 'DELIVERED' and expires_at <= $2 then 'EXPIRED' else state end as state,
                (select coalesce(json_agg(json_build_object('at', at, 'detail', detail) order by at), '[]')
                   from attempt where attempt.notification_id = notification.notification_id) as attempts
           from notification where visitor_id = $1 order by seq desc limit $3`,
        [visitorId, new Date(now), limit],
      );
      return rows.reverse().map(({ attempts, expiresAt, ...row }) => ({
        ...{ ...row, expiresAt: expiresAt.toISOString() },
        attempts: attempts.map(({ at, detail }) => ({ at: new Date(at).toISOString(), detail })),
      }));
    },
  };
}

interface Places {
  first: number;
  last: number;
  /** This call was made before. */
  again: boolean;
}

async function placeOf(tx: Connection, eventId: string, visitorId: string): Promise<Place | undefined> {
  const { rows } = await tx.query<Place>(
    `select place, greatest(place - admitted - 1, 0) as ahead,
            case when place <= admitted then 'ADMITTED' else 'WAITING' end as state
       from waiting join event using (event_id) where event_id = $1 and visitor_id = $2`,
    [eventId, visitorId],
  );
  return rows[0];
}

/** Moves the event on by as many as are there; its row is the lock that callers take turns by. */
async function claim(tx: Connection, { eventId, count, key }: Admit): Promise<Places | 'KEY_REUSED'> {
  const { rowCount } = await tx.query(
    'insert into admit_call values ($1, $2, $3, 1, 0) on conflict do nothing', // waits for the same call in flight
    [key, eventId, count],
  );
  if (rowCount === 0) {
    const { rows } = await tx.query('select event_id, count, first_place, last_place from admit_call where key = $1', [
      key,
    ]);
    const { event_id, count: before, first_place: first, last_place: last } = rows[0]!;
    return event_id === eventId && before === count ? { first, last, again: true } : 'KEY_REUSED';
  }
  const { rows } = await tx.query<Places>(
    `with before as (select admitted from event where event_id = $1 for update)
     update event set admitted = least(joined, event.admitted + $2) from before where event_id = $1
     returning before.admitted + 1 as first, event.admitted as last`,
    [eventId, count],
  );
  const { first, last } = rows[0] ?? { first: 1, last: 0 };
  await tx.query('update admit_call set first_place = $2, last_place = $3 where key = $1', [key, first, last]);
  return { first, last, again: false };
}

/**
 * Writes the notifications, in the order of the places. Visitors are locked in one order, so that two events that share some do not block
 * each other. Step by step, with arrays: in one statement PostgreSQL takes ten thousand for a few, and compares each with each.
 */
async function letIn(tx: Connection, admit: Admit, { first, last }: Places): Promise<Notification[]> {
  const { eventId, now, expiresAt } = admit;
  const { rows } = await tx.query<{ visitorId: string }>(
    'select visitor_id as "visitorId" from waiting where event_id = $1 and place between $2 and $3 order by place',
    [eventId, first, last],
  );
  const visitorIds = rows.map(({ visitorId }) => visitorId);
  await tx.query('select from visitor where visitor_id = any($1) order by visitor_id for update', [visitorIds]);
  const numbered = await tx.query<{ visitorId: string; seq: number }>(
    `update visitor set last_seq = last_seq + 1 where visitor_id = any($1)
     returning visitor_id as "visitorId", last_seq as seq`,
    [visitorIds],
  );
  const seqs = new Map(numbered.rows.map(({ visitorId, seq }) => [visitorId, seq]));
  const [admittedAt, until] = [new Date(now).toISOString(), new Date(expiresAt).toISOString()];
  const admitted = visitorIds.map(
    (visitorId): Notification => ({
      ...{ notificationId: randomUUIDv7(), type: 'waiting-room.admitted', visitorId, eventId },
      ...{ seq: seqs.get(visitorId)!, admissionToken: randomBytes(32).toString('base64url') },
      ...{ admittedAt, expiresAt: until },
    }),
  );
  await tx.query(
    `insert into notification (event_id, admitted_at, expires_at, notification_id, visitor_id, seq, admission_token)
     select $1, $2, $3, * from unnest($4::uuid[], $5::text[], $6::int[], $7::text[])`,
    [
      ...[eventId, admittedAt, until],
      admitted.map(({ notificationId }) => notificationId),
      visitorIds,
      admitted.map(({ seq }) => seq),
      admitted.map(({ admissionToken }) => admissionToken),
    ],
  );
  return admitted;
}

/** In the order of their places. */
async function admittedBy(tx: Connection, { eventId }: Admit, { first, last }: Places): Promise<Notification[]> {
  const { rows } = await tx.query<Stored>(
    `select ${shown} from waiting join notification using (event_id, visitor_id)
      where event_id = $1 and place between $2 and $3 order by place`,
    [eventId, first, last],
  );
  return rows.map(asNotification);
}
