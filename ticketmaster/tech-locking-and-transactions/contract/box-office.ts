import { createHash } from 'node:crypto';

export { type Because, Contended } from '@ticketmaster/common/problem';

/** One buyer's wish: all of these seats, paid with this card, or nothing. */
export interface Purchase {
  /** Made from the user and the Idempotency-Key: the same user who sends the same key means the same order. */
  orderId: string;
  eventId: string;
  userId: string;
  /** Each once; none for who leaves the choice to the box office. */
  seatIds: string[];
  /** Any so many seats beside each other in a section. Only some ways can. */
  together?: { section: string; count: number };
  /** `tok_ok` is good, every other is declined. */
  paymentToken: string;
  /** All that is wished for, where this is a part of it: no other whole has this part. */
  partOf?: string;
}

export interface Ticket {
  ticketId: string;
  seatId: string;
}

export type Outcome =
  | { status: 'CONFIRMED'; tickets: Ticket[]; totalCents: number }
  | { status: 'REFUSED'; reason: 'PAYMENT_DECLINED' }
  /** Changed nothing, and is looked at again when the same order comes again. Names those that are taken. */
  | { status: 'REFUSED'; reason: 'SEAT_TAKEN'; seatIds: string[] }
  | { status: 'REFUSED'; reason: 'NO_SUCH_SEAT'; seatIds: string[] }
  /** The orderId came before with another purchase, or another card. */
  | { status: 'REFUSED'; reason: 'KEY_REUSED' };

/** Called between two steps; an experiment waits, throws or kills the process here. */
export type Checkpoint = (step: string) => void | Promise<void>;

/**
 * One way to sell. Promises, each checked by promises.ts for each way; a way that breaks one says so, and why, in its test:
 *   oneBuyer        a seat is sold at most once, however many ask at the same instant
 *   allOrNothing    an order gets every seat it named, or none
 *   paidIffSold     money is kept exactly for the orders that have tickets
 *   sameAnswer      the same order again, also at the same instant, sells and charges nothing more and is answered the same
 *   survivesCrash   after a throw at any checkpoint, and recover(), all of the above still hold
 *   noDeadlock      orders for the same seats in different orders wait for each other, and none is told of a deadlock
 *   stalledHolder   who is paused at any checkpoint, for longer than any lease, sells nothing that was sold meanwhile
 * and, on real processes, by server-conformance.ts:
 *   survivesKill    the same after kill -9 at any checkpoint
 *
 * Rejects with Contended when it gave up and nothing was done, with another error when it is not known whether it was done.
 */
export type Sell = (purchase: Purchase, reached: Checkpoint) => Promise<Outcome>;

export interface SeatShown {
  seatId: string;
  status: 'AVAILABLE' | 'SOLD';
}

export interface Order {
  orderId: string;
  eventId: string;
  userId: string;
  status: 'CONFIRMED' | 'DECLINED' | 'PENDING';
  seatIds: string[];
  tickets: Ticket[];
  totalCents: number;
}

/** What the books say once everything has settled: the first four are facts, the others must be 0. */
export interface Audit {
  seats: number;
  sold: number;
  tickets: number;
  capturedCents: number;
  /** Seats with more than one ticket. */
  soldTwice: number;
  /** Orders whose money is kept, and not for exactly the tickets they have. */
  paidWithoutTicket: number;
  ticketWithoutPayment: number;
  /** Orders, seats and transactions that are neither done nor undone: what recover() is for. */
  inDoubt: number;
}

/** The books of one lesson, and the ways it sells from them. */
export interface BoxOffice {
  ways: Record<string, Sell>;
  /** False when the event is on sale already. */
  putOnSale(eventId: string, seatIds: string[], priceCents: number): Promise<boolean>;
  /** Undefined for an event that is not on sale. */
  seats(eventId: string): Promise<SeatShown[] | undefined>;
  order(orderId: string): Promise<Order | undefined>;
  audit(eventId: string): Promise<Audit | undefined>;
  /**
   * Forgets what has ended before that instant and nobody needs: orders that were declined, so that their keys are free again, and the
   * notes of a lesson's own work. Answers how many. What was sold stays as long as the event.
   */
  forget?(before: Date): Promise<number>;
  /** Finishes or undoes what a crash left half done; answers how many. Run at every start, also beside living servers. */
  recover(): Promise<number>;
  close(): Promise<void>;
}

export type OpenBoxOffice = () => Promise<BoxOffice>;

export { cardIsGood } from '@ticketmaster/payments/provider';

/** What was asked for, the card included, as a digest: the same order with another wish is a mistake of the client's. */
export function wishOf({ eventId, userId, seatIds, together, paymentToken, partOf }: Purchase): string {
  const asked = [eventId, userId, together ?? seatIds.toSorted(), paymentToken, ...(partOf ? [partOf] : [])];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}

/** Seats by section, row and number, such as B-2-07: rows of ten, sections of fifty. */
export function seatIdsFor(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const section = sectionName(Math.floor(i / 50));
    return `${section}-${(Math.floor(i / 10) % 5) + 1}-${String((i % 10) + 1).padStart(2, '0')}`;
  });
}

/** A … Z, AA, AB … */
function sectionName(nth: number): string {
  const letter = String.fromCharCode(65 + (nth % 26));
  return nth < 26 ? letter : sectionName(Math.floor(nth / 26) - 1) + letter;
}
