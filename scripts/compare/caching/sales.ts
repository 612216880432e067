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
}

const IN_FLIGHT = 64;
const GIVE_BACK_MS = 50;
const PATIENCE_MS = 15_000;
let orders = 0;

/** Sells at a fixed rate while `work` goes on. Rejects when that does, and when a sale is answered anything but 200. */
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
    if (status !== 200)
      throw new Error(`Selling ${seatId} of ${eventId} was answered ${status} ${JSON.stringify(body)}`);
    sales.push({ eventId, version: (body as Sale).version, acknowledgedMs: performance.now() });
    seats.sold({ eventId, seatId });
  }

  const loop = atRate(perSecond, IN_FLIGHT, sell);
  const stopGivingBack = repeat(GIVE_BACK_MS, 'Giving seats back', seats.returnSome);
  let ended: Promise<Sold> | undefined;
  async function end(): Promise<Sold> {
    const [sent] = await Promise.allSettled([loop.stop(), stopGivingBack()]);
    if (sent.status === 'rejected') throw sent.reason;
    await seats.returnAll();
    return { perSecond: (sales.length - before) / sent.value.seconds, missed: sent.value.missed };
  }
  return () => (ended ??= end());
}
