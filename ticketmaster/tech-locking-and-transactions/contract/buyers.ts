import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '@ticketmaster/testing/client';
import type { Attempt } from './linearizable.ts';
import { orderIdOf } from './routes.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server says, read by tests that know what to expect
  body: any;
}

/** What the servers of tests and comparisons are started with. */
export const OPERATOR_TOKEN = 'operator-of-the-test';

/** Sends one request, as the operator; rejects when there is no whole answer within `withinMs`. */
export function call(method: string, url: string, body?: unknown, key?: string, withinMs?: number): Promise<Answer> {
  const authorization = `Bearer ${OPERATOR_TOKEN}`;
  const headers = { 'content-type': 'application/json', authorization, ...(key && { 'idempotency-key': key }) };
  return ask(method, url, headers, body === undefined ? undefined : JSON.stringify(body), withinMs) as Promise<Answer>;
}

export interface Rush {
  eventId: string;
  way: string;
  /** Base URLs; each attempt goes to one of them, and where nobody answers to another. */
  servers: string[];
  seatIds: string[];
  seatsPerOrder: number;
  buyers: number;
  attempts: number;
  /** Called after each attempt, with how many there have been. */
  onAttempt?: (soFar: number) => void;
  /** Nobody begins another attempt before it resolves: a server that is being started again is not stormed. */
  ready?: () => Promise<unknown>;
  /** Nobody begins another attempt once it says so. */
  enough?: () => boolean;
}

export interface RushReport {
  history: Attempt[];
  /** What each buyer was told: the order, and its tickets. */
  confirmed: { orderId: string; tickets: { ticketId: string; seatId: string }[] }[];
  /** How often each answer came, such as `201`, `409`, `503` or `no answer`. */
  answers: Record<string, number>;
}

/**
 * Buyers who all want the same seats, again and again, each attempt with a key of its own. One that is not answered, or told that
 * too many want the seats, is sent once more with the same key after a moment; what is still open then is unknown.
 */
export async function sendBuyers(rush: Rush): Promise<RushReport> {
  const {
    eventId,
    way,
    servers,
    seatIds,
    seatsPerOrder,
    buyers,
    attempts,
    onAttempt,
    ready,
    enough = () => false,
  } = rush;
  const report: RushReport = { history: [], confirmed: [], answers: {} };
  const clock = () => performance.now();
  let sent = 0;
  let ended = 0;

  async function attempt(nth: number, buyer: number): Promise<void> {
    const first = Math.floor(Math.random() * seatIds.length);
    const wanted = Array.from({ length: seatsPerOrder }, (_, i) => seatIds[(first + i) % seatIds.length]!);
    const [userId, key] = [`buyer-${buyer}`, `${eventId}-${nth}`];
    const orderId = orderIdOf(userId, key);
    const body = {
      userId,
      seatIds: wanted,
      paymentToken: nth % 10 === 9 ? 'tok_declined' : 'tok_ok',
    };
    const calledAt = clock();
    let answer: Answer | undefined;
    for (let tries = 0; tries < 2; tries++) {
      const url = `${servers[(nth + tries) % servers.length]}/api/events/${eventId}/orders?way=${way}`;
      answer = await call('POST', url, body, key).catch(() => undefined);
      const told = answer ? `${answer.status}` : 'no answer';
      report.answers[told] = (report.answers[told] ?? 0) + 1;
      if (answer && answer.status !== 503) break;
      await sleep(20 + Math.random() * 80);
    }
    const record = (seatId: string, outcome: Attempt['outcome']) => {
      const answeredAt = outcome === 'unknown' ? Infinity : clock();
      report.history.push({ seatId, orderId, calledAt, answeredAt, outcome });
    };
    if (answer?.status === 201) {
      report.confirmed.push({ orderId: answer.body.orderId, tickets: answer.body.tickets });
      for (const seatId of wanted) record(seatId, 'ok');
    } else if (answer?.status === 409) {
      const taken = answer.body.seatIds as string[];
      for (const seatId of wanted) record(seatId, taken.includes(seatId) ? 'no' : 'none');
    } else {
      for (const seatId of wanted) record(seatId, answer?.status === 402 ? 'none' : 'unknown');
    }
  }

  await Promise.all(
    Array.from({ length: buyers }, async (_, buyer) => {
      for (;;) {
        await ready?.();
        if (sent >= attempts || enough()) return;
        await attempt(sent++, buyer);
        onAttempt?.(++ended);
      }
    }),
  );
  return report;
}
