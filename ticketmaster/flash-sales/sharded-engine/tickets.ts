import { join } from 'node:path';
import { append } from '@ticketmaster/notifications-outbox/outbox';
import { outboxTables } from '@ticketmaster/notifications-outbox/tables';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';

export const makeTables = (db: Database, schema: string) =>
  migrate(db, schema, { once: [outboxTables, ...['schema.sql', 'mail/inbox.sql'].map(here)] });
const here = (file: string) => join(import.meta.dirname, file);

export interface Ticket {
  ticketId: string;
  eventId: string;
  seatId: string;
  userId: string;
}

export interface Stored extends Ticket {
  email: string;
  digest: string;
}

const COLUMNS = `ticket_id as "ticketId", event_id as "eventId", seat_id as "seatId", user_id as "userId", email, digest`;

/** The nth seat of an event, counted from 1. */
export const seatName = (nth: number): string => `A-${`${nth}`.padStart(4, '0')}`;

export const putOnSale = (db: Connection, eventId: string, seats: number) =>
  db.query('insert into event values ($1, $2) on conflict do nothing', [eventId, seats]);

/** How many seats the event has. */
export async function seatsOf(db: Connection, eventId: string): Promise<number | undefined> {
  const { rows } = await db.query<{ seats: number }>('select seats from event where event_id = $1', [eventId]);
  return rows[0]?.seats;
}

export async function soldOf(db: Connection, eventId: string): Promise<string[]> {
  const { rows } = await db.query<{ seatId: string }>(
    'select seat_id as "seatId" from ticket where event_id = $1 order by seat_id',
    [eventId],
  );
  return rows.map(({ seatId }) => seatId);
}

export async function countsOf(db: Connection, eventId: string) {
  return { seats: (await seatsOf(db, eventId)) ?? null, sold: await soldOf(db, eventId) };
}

export interface Look {
  /** How many the event has; null where there is no such event. */
  seats: number | null;
  isSold: boolean;
  /** Of the same user, under the same key. */
  known: Stored | null;
}

/** All that is asked before the lock, in one round trip: most who come to a flash sale come too late. */
export async function look(db: Connection, eventId: string, seatId: string, userId: string, key: string) {
  const { rows } = await db.query<Look>(
    `select (select seats from event where event_id = $1),
            exists (select from ticket where event_id = $1 and seat_id = $2) as "isSold",
            (select to_json(known) from (select ${COLUMNS} from ticket
                                          where event_id = $1 and user_id = $3 and key = $4) as known) as known`,
    [eventId, seatId, userId, key],
  );
  return rows[0]!;
}

export async function ticketById(db: Connection, ticketId: string): Promise<Stored | undefined> {
  const { rows } = await db.query<Stored>(`select ${COLUMNS} from ticket where ticket_id = $1`, [ticketId]);
  return rows[0];
}

export type NewTicket = Omit<Stored, 'ticketId'> & { key: string };

/** Undefined where the seat, or the key, has been used before: then who waited for the same seat has lost. */
export async function insertTicket(
  tx: Connection,
  { eventId, seatId, userId, email, key, digest }: NewTicket,
): Promise<Stored | undefined> {
  const { rows } = await tx.query<Stored>(
    `insert into ticket (event_id, seat_id, user_id, email, key, digest)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning ${COLUMNS}`,
    [eventId, seatId, userId, email, key, digest],
  );
  return rows[0];
}

export const SOLD = 'ticket.sold';

/**
 * In the transaction of the ticket: that there is a mail to be sent is true exactly when the seat is sold.
 * @says A seat was sold, and its buyer is to get a mail.
 * @message ticket.sold over outbox `notification`, with a row in `unpublished`
 * @field ticketId the key by which the same ticket is announced once
 * @field eventId of the seat
 * @field seatId what was bought
 * @field userId who has bought it
 * @field email where the confirmation goes
 * @lost Never: it is committed with the ticket.
 * @sends ticket.sold
 */
export async function announce(tx: Connection, { ticketId, eventId, seatId, userId, email }: Stored): Promise<void> {
  const { notificationId } = await append(tx, {
    ...{ visitorId: userId, type: SOLD, dedupeKey: ticketId, expiresAt: null },
    data: { ticketId, eventId, seatId, userId, email },
  });
  await tx.query('insert into unpublished values ($1) on conflict do nothing', [notificationId]);
}
