import { repeat } from '../../../ticketmaster/common/repeat.ts';
import { ask } from '../../../ticketmaster/testing/client.ts';
import { atRate } from './at-rate.ts';
import type { SeatPool } from './seat-pool.ts';

/** A sale that the server has confirmed. */
export interface Sale {
  eventId: string;
  /** What it made of the event. */
  version: number;
  /** When its answer had come, by performance.now(). */
  acknowledgedMs: number;
}

export interface Selling {
  /** They are asked in turn. */
  servers: readonly string[];
  perSecond: number;
  seats: SeatPool;
  /** Of which event the next seat is sold. */
  eventIdOf: () => string;
  /** Each sale is added here. */
  sales: Sale[];
}

export interface Sold {
  /** What was really reached. */
  perSecond: number;
  /** Sales that were due and never sent: 64 were under way, or no seat was free. */
  missed: number;
  /** Why sales were refused with 503, which did nothing, and how often. */
  refused: Record<string, number>;
}

const IN_FLIGHT = 64;
const GIVE_BACK_MS = 50;
const PATIENCE_MS = 15_000;
let orders = 0;

/** Sells at a fixed rate while `work` goes on. Rejects when that does, and when a sale is answered anything but 200 or 503. */
export async function whileSelling<T>(selling: Selling, work: () => Promise<T>): Promise<{ result: T; sold: Sold }> {
  const stop = startSelling(selling);
  try {
    const result = await work();
    return { result, sold: await stop() };
  } finally {
    await stop().catch(() => {}); // told above, or less telling than why work failed
  }
}

function startSelling({ servers, perSecond, seats, eventIdOf, sales }: Selling): () => Promise<Sold> {
  const before = sales.length;
  const refused: Record<string, number> = {};

  function sell(): Promise<void> | undefined {
    const eventId = eventIdOf();
    const seatId = seats.take(eventId);
    return seatId === undefined ? undefined : sold(eventId, seatId);
  }

  async function sold(eventId: string, seatId: string): Promise<void> {
    const order = orders++;
    const url = `${servers[order % servers.length]}/api/events/${eventId}/sell`;
    const headers = {
      'content-type': 'application/json',
      authorization: 'Bearer crowd',
      'idempotency-key': `${order}`,
    };
    const { status, body } = await ask('POST', url, headers, JSON.stringify({ seatId }), PATIENCE_MS);
    const { version, detail } = body as { version: number; detail: string };
    if (status === 200) sales.push({ eventId, version, acknowledgedMs: performance.now() });
    else if (status === 503) refused[detail] = (refused[detail] ?? 0) + 1;
    else throw new Error(`Selling ${seatId} of ${eventId} was answered ${status} ${JSON.stringify(body)}`);
    seats.done({ eventId, seatId });
  }

  const loop = atRate(perSecond, IN_FLIGHT, sell);
  const stopGivingBack = repeat(GIVE_BACK_MS, 'Giving seats back', seats.returnSome);
  let ended: Promise<Sold> | undefined;
  async function end(): Promise<Sold> {
    const [sent] = await Promise.allSettled([loop.stop(), stopGivingBack()]);
    if (sent.status === 'rejected') throw sent.reason;
    await seats.returnAll();
    return { perSecond: (sales.length - before) / sent.value.seconds, missed: sent.value.missed, refused };
  }
  return () => (ended ??= end());
}
