import { batcher } from '@ticketmaster/common/batch';
import { keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import type { Connection } from '@ticketmaster/postgres/database';
import { wishDigest } from '@ticketmaster/two-phase-payments/orders';
import type { SeatMaps } from './seat-maps.ts';

export interface HoldWish {
  orderId: string;
  eventId: string;
  userId: string;
  /** 1 to 8, each once. */
  seatIds: string[];
}

/** `KNOWN`: the same order came before, and is as it is by now. */
export type Held = { status: 'RESERVED'; reservedUntil: Date; priceCents: number } | { status: 'KNOWN' };

export interface HoldsParts {
  db: Connection;
  maps: SeatMaps;
  /** Where committed holds are told (seat-maps.ts). */
  channel: string;
  holdMs: number;
  now?: () => number;
}

/** Orders in one statement, statements under way, orders that wait. */
const MOST = 128;
const IN_FLIGHT = 2;
const MAX_PENDING = 5_000;

interface Verdict {
  n: number;
  missing: string[] | null;
  taken: string[] | null;
  held: boolean;
  same: boolean | null;
  priceCents: number;
}

/**
 * Holds seats for orders: those that come while two statements are under way go together in the next, which writes the orders and takes the
 * seats of all of them in one commit (group commit). An answer leaves only after that commit. An idle server answers at once. Promises:
 *   all or nothing   an order gets every seat that it named, or none
 *   one order        the same order again is the same order; with another wish it is refused (422)
 *   alone            an order that fails in a batch is tried again by itself, and fails no other
 *   no write         who wants a seat that is known to be taken is refused without a round trip
 */
export function holds({ db, maps, channel, holdMs, now = Date.now }: HoldsParts) {
  const hold = batcher<HoldWish, Held>(send, {
    ...{ most: MOST, inFlight: IN_FLIGHT, maxPending: MAX_PENDING, patienceMs: 4_000 },
    full: () => new Problem(503, 'overloaded', 'too many want seats now; nothing was done', { retryable: true }),
  });

  /** Of two orders that name the same seat, the second waits for what becomes of the first: it is tried in the next statement. */
  async function send(wishes: HoldWish[]): Promise<(Held | Error)[]> {
    const answers = new Map<HoldWish, Held | Error>();
    for (let left = wishes; left.length; ) {
      const named = new Set<string>();
      const now = left.filter(({ orderId, eventId, seatIds }) => {
        const names = [orderId, ...seatIds.map(seatId => `${eventId} ${seatId}`)];
        if (names.some(name => named.has(name))) return false;
        for (const name of names) named.add(name);
        return true;
      });
      for (const [wish, answer] of await holdAll(now)) answers.set(wish, answer);
      const rest = new Set(left);
      for (const wish of now) rest.delete(wish);
      left = [...rest].filter(wish => {
        const refusal = refused(wish);
        if (refusal) answers.set(wish, refusal);
        return !refusal;
      });
    }
    return wishes.map(wish => answers.get(wish)!);
  }

  async function holdAll(wishes: HoldWish[]): Promise<[HoldWish, Held | Error][]> {
    try {
      const until = new Date(now() + holdMs);
      const verdicts = await write(wishes, until);
      return wishes.map((wish, n) => [wish, answer(wish, verdicts.get(n)!, until)]);
    } catch (error) {
      if (wishes.length === 1) return [[wishes[0]!, error as Error]];
      if (error instanceof Problem && error.type === 'unavailable') return wishes.map(wish => [wish, error]);
      return (await Promise.all(wishes.map(wish => holdAll([wish])))).flat();
    }
  }

  function answer({ eventId }: HoldWish, verdict: Verdict, reservedUntil: Date): Held | Error {
    const { held, same, missing, taken, priceCents } = verdict;
    if (held) return { status: 'RESERVED', reservedUntil, priceCents };
    if (same !== null) return same ? { status: 'KNOWN' } : keyReused();
    if (missing) return notFound(`${missing.join(', ')} of ${eventId}`);
    if (taken) return seatTaken(taken);
    return new Problem(503, 'contended', 'the same order is on its way; nothing was done', { retryable: true });
  }

  async function write(wishes: HoldWish[], until: Date): Promise<Map<number, Verdict>> {
    const seats = wishes.flatMap(({ seatIds }, n) => seatIds.map(seatId => ({ n, seatId })));
    const { rows } = await db.query<Verdict & { seats: [string, number][] | null }>(STATEMENT, [
      wishes.map((_, n) => n),
      wishes.map(({ orderId }) => orderId),
      wishes.map(({ eventId }) => eventId),
      wishes.map(({ userId }) => userId),
      wishes.map(({ eventId, userId, seatIds }) => wishDigest({ eventId, userId, seatIds, acceptFewer: false })),
      seats.map(({ n }) => n),
      seats.map(({ seatId }) => seatId),
      ...[new Date(now()), until, channel],
      seats.map(({ n }) => wishes[n]!.orderId),
      seats.map(({ n }) => wishes[n]!.eventId),
    ]);
    for (const { n, seats } of rows) {
      const { eventId, orderId } = wishes[n]!;
      const took = (seats ?? []).map(([seatId, version]) => ({ seatId, orderId, version, until: until.getTime() }));
      maps.peek(eventId)?.apply(took); // we know before we are told
    }
    return new Map(rows.map(row => [row.n, row]));
  }

  /** Why an order cannot be had, as far as this process knows; undefined where the database has to be asked. */
  function refused({ eventId, orderId, seatIds }: HoldWish): Problem | undefined {
    const known = maps.peek(eventId)?.taken(seatIds, orderId);
    if (known?.missing.length) return notFound(`${known.missing.join(', ')} of ${eventId}`);
    return known?.taken.length ? seatTaken(known.taken) : undefined;
  }

  return {
    async hold(wish: HoldWish): Promise<Held> {
      const refusal = refused(wish);
      if (refusal) throw refusal;
      return hold({ ...wish }); // an object of its own for each call
    },
  };
}

export type Holds = ReturnType<typeof holds>;

const seatTaken = (seatIds: string[]) =>
  new Problem(409, 'seat-taken', `somebody was faster: ${seatIds.join(', ')}; nothing was held`, { seatIds });

/** Rows are locked in the order of their keys; the orders are written, and then the seats of those that were. */
const STATEMENT = `
  with asked as (
    select * from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[])
      as asked (n, order_id, event_id, user_id, wish)
  ), wanted as (
    select * from unnest($6::int[], $7::text[], $11::uuid[], $12::text[]) with ordinality
      as wanted (n, seat_id, order_id, event_id, place)
  ), locked as materialized (
    select s.event_id, s.seat_id, s.order_id, s.reserved_until
      from seat_inventory s
      join wanted w on s.event_id = w.event_id and s.seat_id = w.seat_id
     order by s.event_id, s.seat_id
       for update of s
  ), judged as (
    select w.n, array_agg(w.seat_id order by place) as seat_ids,
           array_agg(w.seat_id) filter (where l.seat_id is null) as missing,
           array_agg(w.seat_id) filter (where l.order_id is not null
             and (l.reserved_until is null or l.reserved_until > $8::timestamptz)) as taken
      from wanted w
      left join locked l on l.event_id = w.event_id and l.seat_id = w.seat_id
     group by w.n
  ), written as (
    insert into purchase (order_id, event_id, user_id, wish, seat_ids, accept_fewer, price_cents, currency, status, reserved_until)
    select a.order_id, a.event_id, a.user_id, a.wish, j.seat_ids, false, e.price_cents, 'EUR', 'RESERVED', $9::timestamptz
      from asked a
      join judged j using (n)
      join event e on e.event_id = a.event_id
     where j.missing is null and j.taken is null
        on conflict do nothing
    returning order_id
  ), held as (
    update seat_inventory s
       set order_id = written.order_id, reserved_until = $9::timestamptz, version = s.version + 1
      from written
      join wanted w using (order_id)
     where s.event_id = w.event_id and s.seat_id = w.seat_id
    returning w.n, s.event_id, s.seat_id, s.order_id, s.version
  ), counted as (
    select *, (row_number() over (partition by event_id)) / 60 as part from held -- a message of NOTIFY holds 8,000 bytes
  ), told as (
    select pg_notify($10, json_build_object(
             'event', event_id, 'until', (extract(epoch from $9::timestamptz) * 1000)::float8,
             'seats', json_agg(json_build_array(seat_id, order_id, version)))::text)
      from counted
     group by event_id, part
  )
  select n, j.missing, j.taken, w.order_id is not null as held, p.wish = a.wish as same, e.price_cents as "priceCents",
         h.seats,
         (select count(*) from told) as told
    from asked a
    join judged j using (n)
    left join written w using (order_id)
    left join purchase p on p.order_id = a.order_id
    left join event e on e.event_id = a.event_id
    left join (select n, json_agg(json_build_array(seat_id, version)) as seats from held group by n) h using (n)`;
