import { createHash, timingSafeEqual } from 'node:crypto';
import type { Notification } from '@ticketmaster/notifications/notification';
import { ADMITTED, type Admit, type Place, type Queue } from '@ticketmaster/notifications/queue';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { appendAll, asNotification, type Stored, shown } from './outbox.ts';

const hashOf = (key: string) => createHash('sha256').update(key).digest();
const dedupeKeyOf = (eventId: string) => `admission to ${eventId}`;

/** The line in PostgreSQL. An admission and what is told of it are one transaction, and that is all it has to do with the outbox. */
export function queueIn(db: Database): Queue {
  return {
    join: (eventId, visitorId, key) =>
      db.transaction(async tx => {
        await tx.query('insert into visitor_key values ($1, $2) on conflict do nothing', [visitorId, hashOf(key)]);
        const { rows } = await tx.query(
          'update visitor_key set active_at = now() where visitor_id = $1 returning key_hash as hash',
          [visitorId],
        );
        if (!timingSafeEqual(rows[0]!.hash, hashOf(key))) return 'WRONG_KEY';
        const known = await placeOf(tx, eventId, visitorId);
        if (known) return known;
        const joined = await tx.query<Place>(
          // the last step: whoever joins this event waits for its row
          `with next as (insert into event values ($1, 1)
               on conflict (event_id) do update set joined = event.joined + 1, active_at = now() returning joined, admitted),
           joining as (insert into waiting select $1, joined, $2 from next)
           select joined as place, joined - admitted - 1 as ahead, 'WAITING' as state from next`,
          [eventId, visitorId],
        );
        return joined.rows[0]!;
      }),

    async isKeyOf(visitorId, key) {
      const { rows } = await db.query('select key_hash as hash from visitor_key where visitor_id = $1', [visitorId]);
      return rows.length === 1 && timingSafeEqual(rows[0]!.hash, hashOf(key));
    },

    admit: admit =>
      db.transaction(async tx => {
        const places = await claim(tx, admit);
        if (places === 'KEY_REUSED') return places;
        const admitted = await (places.again ? admittedBy(tx, admit, places) : letIn(tx, admit, places));
        return { admitted, again: places.again };
      }),
  };
}

/** How many are to be let in before each of these, in the line where it is the fewest; whoever waits in none is left out. */
export async function aheadIn(db: Connection, visitorIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ visitorId: string; ahead: number }>(
    `select visitor_id as "visitorId", min(place - admitted - 1) as ahead
       from waiting join event using (event_id) where visitor_id = any($1) and place > admitted group by visitor_id`,
    [visitorIds],
  );
  return new Map(rows.map(({ visitorId, ahead }) => [visitorId, ahead]));
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
     update event set admitted = least(joined, event.admitted + $2), active_at = now() from before where event_id = $1
     returning before.admitted + 1 as first, event.admitted as last`,
    [eventId, count],
  );
  const { first, last } = rows[0] ?? { first: 1, last: 0 };
  await tx.query('update admit_call set first_place = $2, last_place = $3 where key = $1', [key, first, last]);
  return { first, last, again: false };
}

/**
 * In the order of the places.
 * @sends waiting-room.admitted
 */
async function letIn(tx: Connection, admit: Admit, { first, last }: Places): Promise<Notification[]> {
  const { eventId, now, expiresAt, dataFor } = admit;
  const { rows } = await tx.query<{ visitorId: string }>(
    'select visitor_id as "visitorId" from waiting where event_id = $1 and place between $2 and $3 order by place',
    [eventId, first, last],
  );
  const messages = await Promise.all(
    rows.map(async ({ visitorId }) => ({
      ...{ visitorId, type: ADMITTED, dedupeKey: dedupeKeyOf(eventId), expiresAt },
      data: { eventId, ...(await dataFor(visitorId)) },
    })),
  );
  return appendAll(tx, messages, now);
}

/** In the order of their places. */
async function admittedBy(tx: Connection, { eventId }: Admit, { first, last }: Places): Promise<Notification[]> {
  const { rows } = await tx.query<Stored>(
    `select ${shown} from waiting join notification using (visitor_id)
      where event_id = $1 and dedupe_key = $4 and place between $2 and $3 order by place`,
    [eventId, first, last, dedupeKeyOf(eventId)],
  );
  return rows.map(asNotification);
}
