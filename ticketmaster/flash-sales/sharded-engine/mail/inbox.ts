import type { Connection } from '@ticketmaster/postgres/database';
import type { Sold } from '../relay.ts';
import type { Shard } from '../shard.ts';

export interface Mail {
  ticketId: string;
  eventId: string;
  seatId: string;
  email: string;
  attempts: number;
}

/** PENDING: it is tried again. REFUSED: the mail server does not want it, and will not. */
export interface Fate {
  ticketId: string;
  state: 'SENT' | 'REFUSED' | 'PENDING';
  said: string;
}

/** Writes down what was heard. What was heard before is there already, and not mailed again. */
export async function receive(db: Connection, sold: Sold[]): Promise<void> {
  await db.query(
    `insert into mail (ticket_id, event_id, seat_id, email)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) on conflict do nothing`,
    [
      sold.map(({ ticketId }) => ticketId),
      sold.map(({ eventId }) => eventId),
      sold.map(({ seatId }) => seatId),
      sold.map(({ email }) => email),
    ],
  );
}

/** Those that are due, `most` at most, kept from others until the transaction ends. */
export async function claimDue(tx: Connection, most: number): Promise<Mail[]> {
  const { rows } = await tx.query<Mail>(
    `select ticket_id as "ticketId", event_id as "eventId", seat_id as "seatId", email, attempts from mail
      where state = 'PENDING' and due_at <= clock_timestamp()
      order by due_at limit $1
        for update skip locked`,
    [most],
  );
  return rows;
}

/** What was not taken is due again after a pause that doubles, up to 5 s. */
export async function writeDown(tx: Connection, fates: Fate[]): Promise<void> {
  await tx.query(
    `update mail
        set state = fate.state, said = fate.said, attempts = attempts + 1,
            due_at = clock_timestamp() + least(5000, 100 * 2 ^ least(attempts, 10)) * random() * interval '1 millisecond'
       from unnest($1::uuid[], $2::text[], $3::text[]) as fate (ticket_id, state, said)
      where mail.ticket_id = fate.ticket_id`,
    [fates.map(({ ticketId }) => ticketId), fates.map(({ state }) => state), fates.map(({ said }) => said)],
  );
}

/** How many mails of an event the mail server has taken. */
export async function sentOf(shards: Shard[], eventId: string): Promise<number> {
  const counts = await Promise.all(
    shards.map(shard =>
      shard
        .primary()
        .query<{ count: number }>(`select count(*)::int as count from mail where event_id = $1 and state = 'SENT'`, [
          eventId,
        ]),
    ),
  );
  return counts.reduce((sum, { rows }) => sum + rows[0]!.count, 0);
}
