import { createHash } from 'node:crypto';
import {
  type Audit,
  balanced,
  type FlashSale,
  type Order,
  type Outcome,
  type Purchase,
} from '@ticketmaster/flash-sales/flash-sale';
import type { LockAll } from '@ticketmaster/locking-redlock/lock';
import { lockOf } from './locks.ts';
import { type Shard, shardOf } from './shard.ts';
import * as tickets from './tickets.ts';
import { type Wiring, wirings } from './wirings.ts';

/** A seat by its name, and where its ticket is confirmed to. */
export interface SeatPurchase extends Purchase {
  unit: string;
  email: string;
}

export interface SaleParts {
  shards: Shard[];
  lockAll: LockAll;
  wiring?: Wiring;
  /** Which of the ticket services this is, counted from 0; it matters where the wiring is the drawing's. */
  instance?: number;
  /** How many of an event's tickets were confirmed by mail. */
  mails?: (eventId: string) => Promise<number>;
}

export interface SeatSale extends Omit<FlashSale, 'close'> {
  /** All seats of an event, and which of them are sold, as the replica knows it. */
  seats(eventId: string): Promise<{ seats: string[]; sold: string[] } | undefined>;
  ticket(ticketId: string): Promise<tickets.Stored | undefined>;
}

/**
 * The sale of the drawing, steps 3 to 6:
 *
 *   look      on the event's shard, in one round trip: known already, sold already?
 *   lock      SET lock:event:seat token NX PX      granted, or denied: 503
 *   insert    the ticket, where nobody has the seat: unique (event_id, seat_id)    in one transaction with
 *   announce  what Kafka is to hear, in the outbox of the same shard
 *   release   compare the token and delete, in every path
 *
 * The lock keeps losers from waiting in the database. What keeps a seat from being sold twice is the constraint.
 */
export function shardedSale(parts: SaleParts): SeatSale {
  const { shards, lockAll, wiring = wirings.protected, instance = 0, mails } = parts;

  const homeOf = (eventId: string) =>
    shards[wiring.shardBy === 'event' ? shardOf(eventId, shards.length) : instance % shards.length]!;

  async function sell(purchase: tickets.NewTicket, reached: (step: string) => unknown) {
    return homeOf(purchase.eventId)
      .primary()
      .transaction(async tx => {
        const ticket = await tickets.insertTicket(tx, purchase);
        if (!ticket) return undefined;
        await reached('inserted');
        await tickets.announce(tx, ticket);
        await reached('announced');
        return ticket;
      });
  }

  async function seats(eventId: string): Promise<{ seats: string[]; sold: string[] } | undefined> {
    const { replica, primary } = homeOf(eventId);
    const db = replica() ?? primary(); // where the replica is, what it says may be a moment late
    const count = await tickets.seatsOf(db, eventId);
    if (count === undefined) return undefined;
    const sold = await tickets.soldOf(db, eventId);
    return { seats: Array.from({ length: count }, (_, nth) => tickets.seatName(nth + 1)), sold };
  }

  /** Nothing in an id says which shard it is on: all are asked. */
  async function ticket(ticketId: string): Promise<tickets.Stored | undefined> {
    const found = await Promise.all(shards.map(shard => tickets.ticketById(shard.primary(), ticketId)));
    return found.find(Boolean);
  }

  return {
    ...{ seats, ticket },

    async putOnSale({ itemId, units }) {
      const homes = wiring.shardBy === 'event' ? [homeOf(itemId)] : shards;
      for (const home of homes) await tickets.putOnSale(home.primary(), itemId, units);
    },

    async inventory(itemId) {
      const known = await seats(itemId);
      return known && { inventory: known.seats.length - known.sold.length, priceCents: 0 };
    },

    async order(orderId) {
      const found = await ticket(orderId);
      return found && orderOf(found);
    },

    async purchase(purchase, reached = () => {}): Promise<Outcome> {
      const { itemId: eventId, unit: seatId, userId, email, key } = purchase as SeatPurchase;
      const digest = digestOf(purchase);
      const looking = () => tickets.look(homeOf(eventId).primary(), eventId, seatId, userId, key);
      const before = await looking();
      if (before.known) return outcomeOf(before.known, digest);
      if (!isSeat(seatId, before.seats)) return { status: 'REFUSED', reason: 'NO_SUCH_ITEM' };
      if (before.isSold) return { status: 'REFUSED', reason: 'OUT_OF_STOCK' };
      const lock = await lockAll([lockOf(eventId, seatId)]);
      if (!lock) return { status: 'REFUSED', reason: 'BEING_PURCHASED' };
      try {
        await reached('locked');
        if (!lock.held()) return { status: 'REFUSED', reason: 'BEING_PURCHASED' }; // too slow: somebody else is at it by now
        const sold = await sell({ eventId, seatId, userId, email, key, digest }, reached);
        await reached('committed');
        if (sold) return { status: 'CONFIRMED', order: orderOf(sold) };
        const { known } = await looking(); // the same call, a moment earlier, or somebody whom the lock did not keep out
        return known ? outcomeOf(known, digest) : { status: 'REFUSED', reason: 'OUT_OF_STOCK' };
      } finally {
        await lock.release();
      }
    },

    settle: async () => 0, // a crash leaves nothing half done: ticket and announcement are one transaction

    async audit(itemId): Promise<Audit | undefined> {
      const counts = await Promise.all(shards.map(shard => tickets.countsOf(shard.primary(), itemId)));
      const units = counts.find(({ seats }) => seats !== null)?.seats;
      if (!units) return undefined;
      const sold = counts.flatMap(({ sold }) => sold);
      const different = new Set(sold).size;
      const audit = balanced({
        ...{ itemId, units, inventory: units - different, confirmed: sold.length },
        ...{ reserved: 0, cancelled: 0, capturedCents: 0, mails: mails ? await mails(itemId) : null },
      });
      return { ...audit, oversold: sold.length - different };
    },
  };
}

function isSeat(seatId: string, seats: number | null): boolean {
  const nth = Number(/^A-(\d{4})$/.exec(seatId)?.[1]);
  return nth >= 1 && nth <= (seats ?? 0);
}

const digestOf = ({ key: _, ...rest }: Purchase) => createHash('sha256').update(JSON.stringify(rest)).digest('base64');

const orderOf = ({ ticketId, eventId, userId }: tickets.Stored): Order => ({
  ...{ orderId: ticketId, itemId: eventId, userId, quantity: 1, status: 'CONFIRMED', totalCents: 0 },
});

const outcomeOf = (known: tickets.Stored, digest: string): Outcome =>
  known.digest === digest
    ? { status: 'CONFIRMED', order: orderOf(known) }
    : { status: 'REFUSED', reason: 'KEY_REUSED' };
