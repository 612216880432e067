import { batcher } from '@ticketmaster/common/batch';
import { Problem } from '@ticketmaster/common/problem';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { onePlace } from './fairness.ts';

/** How a visitor stands with the pre-queue of an event. */
export interface Standing {
  state: DrawState;
  /** How many are in it. */
  entrants: number;
  commitment: string;
  /** Undefined for who is not in it. */
  joinedAt?: Date;
}

/** COLLECTING: anybody may enter. DRAWING: the list is fixed, the order is being made. DRAWN: all are in the line. */
export type DrawState = 'COLLECTING' | 'DRAWING' | 'DRAWN';

/** The state of a row of `draw`, in SQL. */
export const STATE = `case when drawn_at is not null then 'DRAWN' when closed_at is not null then 'DRAWING' else 'COLLECTING' end`;

export interface PrequeueParts {
  db: Database;
  /** Entrants of one event. */
  mostEntrants: number;
}

interface Wish {
  eventId: string;
  visitorId: string;
  /** Of the browser, where it is known. */
  device?: string | undefined;
}

/**
 * Who waits for a sale to open. Entrants are rows of PostgreSQL, in batches, so no memory of Redis is needed until the draw. Promises:
 *   once         a visitor is one entrant, however often and from wherever they enter; and so is a browser, whatever sessions it has
 *   fixed        the list does not change any more once it is closed: whoever enters or leaves holds the draw's row, and so does who closes
 *   bounded      never more than `mostEntrants`
 */
export function prequeue({ db, mostEntrants }: PrequeueParts) {
  const bounds = { most: 500, inFlight: 2, maxPending: 20_000, full: overloaded, failTogether: true };

  const join = batcher<Wish, undefined>(async wishes => {
    const byEvent = [...Map.groupBy(wishes, ({ eventId }) => eventId)].sort(([a], [b]) => (a < b ? -1 : 1)); // no deadlocks
    await db.transaction(async tx => {
      for (const [eventId, ofEvent] of byEvent) await enter(tx, eventId, ofEvent);
    });
    return wishes.map(() => undefined);
  }, bounds);

  async function enter(tx: Connection, eventId: string, wishes: Wish[]): Promise<void> {
    const { rows } = await tx.query<{ entrants: number; open: boolean }>(
      'select entrants, closed_at is null as open from draw where event_id = $1 for update',
      [eventId],
    );
    if (!rows[0]?.open) return;
    const { rowCount } = await tx.query(
      `insert into entrant (event_id, visitor_id, device)
       select $1, visitor_id, device from unnest($2::text[], $3::text[]) as t (visitor_id, device)
        where not exists (select from entrant e where e.event_id = $1 and (e.visitor_id = t.visitor_id or e.device = t.device))
        limit $4
           on conflict do nothing`,
      [
        eventId,
        wishes.map(({ visitorId }) => visitorId),
        wishes.map(({ device }) => device ?? null),
        Math.max(0, mostEntrants - rows[0].entrants),
      ],
    );
    await tx.query('update draw set entrants = entrants + $2 where event_id = $1', [eventId, rowCount]);
  }

  async function hasDevice(eventId: string, device: string | undefined): Promise<boolean> {
    if (!device) return false;
    const { rowCount } = await db.query('select from entrant where event_id = $1 and device = $2', [eventId, device]);
    return rowCount === 1;
  }

  const find = batcher<Wish, Standing | undefined>(async wishes => {
    const { rows } = await db.query<{
      state: DrawState | null;
      entrants: number;
      commitment: string;
      joinedAt: Date | null;
    }>(
      `select case when draw.event_id is not null then ${STATE} end as state, entrants, commitment, joined_at as "joinedAt"
         from unnest($1::text[], $2::text[]) with ordinality as asked (event_id, visitor_id, i)
         left join draw on draw.event_id = asked.event_id
         left join entrant on entrant.event_id = asked.event_id and entrant.visitor_id = asked.visitor_id
        order by i`,
      [wishes.map(({ eventId }) => eventId), wishes.map(({ visitorId }) => visitorId)],
    );
    return rows.map(({ state, entrants, commitment, joinedAt }) =>
      state ? { state, entrants, commitment, ...(joinedAt && { joinedAt }) } : undefined,
    );
  }, bounds);

  return {
    /** How a visitor stands; undefined where the event has no pre-queue. */
    find: (eventId: string, visitorId: string) => find({ eventId, visitorId }),

    /** Enters, where the list is open. Answers how the visitor stands then: `joinedAt` says whether they are in it. Problem 503 where it is full, 409 where another session of the browser is in it. */
    async join(eventId: string, visitorId: string, device?: string): Promise<Standing | undefined> {
      const before = await find({ eventId, visitorId });
      if (before?.state !== 'COLLECTING' || before.joinedAt) return before;
      await join({ eventId, visitorId, device });
      const after = await find({ eventId, visitorId });
      if (after?.state === 'COLLECTING' && !after.joinedAt)
        throw (await hasDevice(eventId, device)) ? onePlace(eventId) : tooMany();
      return after;
    },

    /** Leaves, where the list is open. Answers the state of the draw; undefined where there is none. */
    leave: (eventId: string, visitorId: string) =>
      db.transaction(async tx => {
        const { rows } = await tx.query<{ state: DrawState }>(
          `select ${STATE} as state from draw where event_id = $1 for update`,
          [eventId],
        );
        if (rows[0]?.state !== 'COLLECTING') return rows[0]?.state;
        const { rowCount } = await tx.query('delete from entrant where event_id = $1 and visitor_id = $2', [
          eventId,
          visitorId,
        ]);
        await tx.query('update draw set entrants = entrants - $2 where event_id = $1', [eventId, rowCount]);
        return rows[0].state;
      }),
  };
}

export type Prequeue = ReturnType<typeof prequeue>;

const tooMany = () =>
  new Problem(503, 'waiting-room-full', 'too many are in the pre-queue already; you are not in it yet', {
    retryable: true,
  });

const overloaded = () =>
  new Problem(503, 'overloaded', 'too many ask for the pre-queue at once; nothing was done', { retryable: true });
