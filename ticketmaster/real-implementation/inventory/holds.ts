import { batcher } from '@ticketmaster/common/batch';
import { keyReused } from '@ticketmaster/common/idempotency';
import { notFound, Problem } from '@ticketmaster/common/problem';
import type { Connection } from '@ticketmaster/postgres/database';
import { wishDigest } from '@ticketmaster/two-phase-payments/orders';
import { HOLD_SEATS } from './hold-statement.ts';
import type { SeatMaps } from './seat-maps.ts';

export interface HoldWish {
  orderId: string;
  eventId: string;
  userId: string;
  /** 1 to 8, each once. */
  seatIds: string[];
  /** Since when the visitor is inside, to a second, which is less than a hold lasts; undefined where there is no line. */
  since?: Date | undefined;
  /** Of the request that asks: the order keeps it, for logs. */
  requestId?: string | undefined;
}

/** `KNOWN`: the same order came before, and is as it is by now. */
export type Held = { status: 'RESERVED'; reservedUntil: Date; totalCents: number } | { status: 'KNOWN' };

export interface HoldsParts {
  db: Connection;
  maps: SeatMaps;
  /** Where committed holds are told (seat-maps.ts). */
  channel: string;
  holdMs: number;
  /** Orders of one visitor for one event that are held and not paid; more are refused. Undefined: any number. */
  mostUnpaid?: number | undefined;
  /** Holds of one visitor that may end unpaid within one admission; then the next is refused. Undefined: any number. */
  mostLapsed?: number | undefined;
  /** Hears how many orders went together in a statement. */
  onBatch?: (orders: number) => void;
  now?: () => number;
}

/** Orders in one statement, statements under way, orders that wait. */
const MOST = 128;
const IN_FLIGHT = 2;
const MAX_PENDING = 5_000;
/** At an order that another process is writing. */
const MOST_LOOKS = 3;

interface Verdict {
  n: number;
  missing: string[] | null;
  taken: string[] | null;
  held: boolean;
  same: boolean | null;
  totalCents: number;
  tooMany: boolean;
  lapsed: boolean;
}

/**
 * Holds seats for orders: those that come while two statements are under way go together in the next, which writes the orders and takes the
 * seats of all of them in one commit (group commit). An answer leaves only after that commit. An idle server answers at once. Promises:
 *   all or nothing   an order gets every seat that it named, or none
 *   one order        the same order again is the same order; with another wish it is refused (422)
 *   alone            an order that fails in a batch is tried again by itself, and fails no other
 *   no hoarding      who has `mostUnpaid` orders that are held and not paid is refused another; two processes at once may let one more pass
 *   no game          who let `mostLapsed` holds end within an admission, and never tried to pay for them, is refused another (unpaid-holds)
 *   no write         who wants a seat that is known to be taken is refused without a round trip
 */
export function holds(parts: HoldsParts) {
  const { db, maps, channel, holdMs, mostUnpaid, mostLapsed, onBatch = () => {}, now = Date.now } = parts;
  const hold = batcher<HoldWish, Held>(send, {
    ...{ most: MOST, inFlight: IN_FLIGHT, maxPending: MAX_PENDING, patienceMs: 4_000 },
    full: () => new Problem(503, 'overloaded', 'too many want seats now; nothing was done', { retryable: true }),
  });

  /** Of two orders that name the same seat, the second waits for what becomes of the first: it is tried in the next statement. */
  async function send(wishes: HoldWish[]): Promise<(Held | Error)[]> {
    const answers = new Map<HoldWish, Held | Error>();
    for (let left = wishes; left.length; ) {
      const named = new Set<string>();
      const together = left.filter(({ orderId, eventId, seatIds }) => {
        const names = [orderId, ...seatIds.map(seatId => `${eventId} ${seatId}`)];
        if (names.some(name => named.has(name))) return false;
        for (const name of names) named.add(name);
        return true;
      });
      for (const [wish, answer] of await holdAll(together)) answers.set(wish, answer);
      const rest = new Set(left);
      for (const wish of together) rest.delete(wish);
      left = [...rest].filter(wish => {
        const refusal = refused(wish);
        if (refusal) answers.set(wish, refusal);
        return !refusal;
      });
    }
    return wishes.map(wish => answers.get(wish)!);
  }

  async function holdAll(wishes: HoldWish[], looks = 1): Promise<[HoldWish, Held | Error][]> {
    try {
      const until = new Date(now() + holdMs);
      const verdicts = await write(wishes, until);
      const answers = wishes.map((wish, n): [HoldWish, Held | Error | undefined] => [
        wish,
        answer(wish, verdicts.get(n)!, until),
      ]);
      const open = answers.flatMap(([wish, answer]) => (answer ? [] : [wish]));
      const later = new Map(open.length && looks < MOST_LOOKS ? await holdAll(open, looks + 1) : []);
      return answers.map(([wish, answer]) => [wish, answer ?? later.get(wish) ?? onItsWay()]);
    } catch (error) {
      if (wishes.length === 1) return [[wishes[0]!, error as Error]];
      if (error instanceof Problem && error.type === 'unavailable') return wishes.map(wish => [wish, error]);
      return (await Promise.all(wishes.map(wish => holdAll([wish])))).flat();
    }
  }

  /** Undefined where another process has written the same order since this statement began: the next look knows it. */
  function answer({ eventId }: HoldWish, verdict: Verdict, reservedUntil: Date): Held | Error | undefined {
    const { held, same, missing, taken, totalCents, tooMany, lapsed } = verdict;
    if (held) return { status: 'RESERVED', reservedUntil, totalCents };
    if (same !== null) return same ? { status: 'KNOWN' } : keyReused();
    if (missing) return notFound(`${missing.join(', ')} of ${eventId}`);
    if (lapsed) return unpaidHolds(mostLapsed!);
    if (taken) return seatTaken(taken);
    return tooMany ? tooManyUnpaid(mostUnpaid!) : undefined;
  }

  async function write(wishes: HoldWish[], until: Date): Promise<Map<number, Verdict>> {
    onBatch(wishes.length);
    const seats = wishes.flatMap(({ seatIds }, n) => seatIds.map(seatId => ({ n, seatId })));
    const { rows } = await db.query<Verdict & { seats: [string, number][] | null }>(HOLD_SEATS, [
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
      ...[mostUnpaid ?? null, mostLapsed ?? null],
      wishes.map(({ since }) => since ?? null),
      wishes.map(({ requestId }) => requestId ?? null),
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

  const lastOf = new Map<string, Promise<unknown>>();

  /** Of one visitor one order at a time, so that each statement counts those before. */
  function inTurn(visitor: string, work: () => Promise<Held>): Promise<Held> {
    const turn = (lastOf.get(visitor) ?? Promise.resolve()).then(work, work);
    const ended = () => lastOf.get(visitor) === turn && lastOf.delete(visitor);
    lastOf.set(visitor, turn);
    turn.then(ended, ended);
    return turn;
  }

  return {
    async hold(wish: HoldWish): Promise<Held> {
      const refusal = refused(wish);
      if (refusal) throw refusal;
      const work = () => hold({ ...wish }); // an object of its own for each call
      return mostUnpaid ? inTurn(`${wish.eventId} of ${wish.userId}`, work) : work();
    },
  };
}

export type Holds = ReturnType<typeof holds>;

const seatTaken = (seatIds: string[]) =>
  new Problem(409, 'seat-taken', `somebody was faster: ${seatIds.join(', ')}; nothing was held`, { seatIds });

const tooManyUnpaid = (most: number) =>
  new Problem(409, 'too-many-unpaid', `you hold ${most} orders that are not paid: pay one or give it back first`);

const unpaidHolds = (most: number) =>
  new Problem(
    403,
    'unpaid-holds',
    `${most} holds of yours ended unpaid: your place inside is the next one's; join again`,
  );

const onItsWay = () =>
  new Problem(503, 'contended', 'the same order is on its way; the same call again will tell', { retryable: true });
