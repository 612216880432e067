import type { Connection } from '@ticketmaster/postgres/database';

const DAY = 86_400_000;

/** The life of what is stored, in ms. */
export const lives = {
  /** Of a message, after it was delivered on some channel or given up; then who lost it cannot ask for it any more. */
  delivered: 7 * DAY,
  /** Of a message after it expired; so long the delivery log says EXPIRED. */
  expired: DAY,
  /** Of a message that does not expire and was never delivered. */
  unheard: 90 * DAY,
  /** Of a recipient to whom nothing was appended and who has no message; then the numbers begin with 1 again. */
  recipient: 90 * DAY,
  /** Of a line that nobody joined and nobody was let in from, with its places; and of a visitor's key that was not used to join. */
  line: 7 * DAY,
  key: 90 * DAY,
  /** Of an answer to an Idempotency-Key. */
  call: DAY,
};

const IN_ONE = 1_000; // rows: short transactions, which hold up nobody

/** Removes what has outlived its life from the outbox, in slices; with each message its deliveries and attempts. Answers how many rows. */
export async function purgeOutbox(db: Connection, now: number): Promise<number> {
  const before = (life: number) => new Date(now - life);
  return (
    (await inSlices(db, 'notification', 'expires_at < $1', [before(lives.expired)])) +
    (await inSlices(
      db,
      'notification',
      `created_at < $1 and exists (select from delivery as d
          where d.notification_id = notification.notification_id and d.state in ('DELIVERED', 'DEAD'))`,
      [before(lives.delivered)],
    )) +
    (await inSlices(db, 'notification', 'created_at < $1', [before(lives.unheard)])) +
    (await inSlices(
      db,
      'recipient',
      `active_at < $1 and not exists (select from notification as n where n.visitor_id = recipient.visitor_id)`,
      [before(lives.recipient)],
    ))
  );
}

/** The same for the line to play with. */
export async function purgeQueue(db: Connection, now: number): Promise<number> {
  const before = (life: number) => new Date(now - life);
  return (
    (await inSlices(db, 'admit_call', 'at < $1', [before(lives.call)])) +
    (await inSlices(db, 'event', 'active_at < $1', [before(lives.line)])) +
    (await inSlices(
      db,
      'visitor_key',
      'active_at < $1 and not exists (select from waiting as w where w.visitor_id = visitor_key.visitor_id)',
      [before(lives.key)],
    ))
  );
}

async function inSlices(db: Connection, table: string, where: string, values: unknown[]): Promise<number> {
  for (let total = 0; ; ) {
    const { rowCount } = await db.query(
      `delete from ${table} where ctid in (select ctid from ${table} where ${where} limit ${IN_ONE} for update skip locked)`,
      values,
    );
    total += rowCount!;
    if (rowCount! < IN_ONE) return total;
  }
}
