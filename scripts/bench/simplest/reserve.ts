import type { Load } from '../load.ts';
import { whole } from '../numbers.ts';

/** Reserves one seat in each request. `{n}` in a seat's name stands for the request's number, nine digits. */
export function reserveOverHttp(eventId: string, seatId: string): Pick<Load, 'method' | 'path' | 'headers' | 'body'> {
  return {
    method: 'POST',
    path: `/api/events/${eventId}/orders`,
    headers: { 'content-type': 'application/json', 'idempotency-key': `${eventId}-${crypto.randomUUID()}-{n}` },
    body: JSON.stringify({ userId: 'ada', seatIds: [seatId] }),
  };
}

/** The statement that the server runs, as a pgbench script: each transaction takes the next free seat of the event. */
export const reserveInSql = (eventId: string) => `
select reserve('${eventId}-' || lpad(n::text, 9, '0'), uuidv7(), 'ada', '${eventId}',
  array['${eventId}-' || lpad(n::text, 9, '0')], now(), now() + interval '1 day') as answer
from nextval('next_seat') as n;
`;

/** A sentence saying that all that was answered was stored, and once; throws when it was not. */
export function audited(kind: string, answered: number, stored: { orders: number; seats: number }): string {
  const found = `${whole(stored.orders)} RESERVED orders hold ${whole(stored.seats)} seats`;
  if (stored.orders !== answered || stored.seats !== answered) {
    throw new Error(`The figures are worthless: ${whole(answered)} × ${kind}, but in PostgreSQL ${found}`);
  }
  return `${whole(answered)} × ${kind}, and in PostgreSQL ${found}.`;
}
