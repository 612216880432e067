import type { Database } from '../../../ticketmaster/postgres/database.ts';

export const EVENTS = 2_000;
export const SEATS = 200;

/** E000000000, E000000001, …: nine digits, as the load generator writes its numbers. */
export const eventIdOf = (n: number) => `E${`${n}`.padStart(9, '0')}`;

/** The seats of each event. */
export const seatIds = Array.from({ length: SEATS }, (_, n) => `A-${n + 1}`);

export interface Seat {
  eventId: string;
  seatId: string;
}

/**
 * Puts all events on sale by two inserts for each hundred of them, past the lesson's own code, which would take one call an event. Nobody is told
 * of them: nobody has asked for them either.
 */
export async function putOnSale(db: Database): Promise<void> {
  for (let from = 0; from < EVENTS; from += 100) {
    const eventIds = Array.from({ length: 100 }, (_, n) => eventIdOf(from + n));
    await db.query(
      `insert into event select event_id, 'A show', 'The hall', '2027-05-01T20:00:00Z', 5000 from unnest($1::text[]) as event_id`,
      [eventIds],
    );
    await db.query(
      `insert into seat_inventory select event_id, seat_id, 'A' from unnest($1::text[]) as event_id, unnest($2::text[]) as seat_id`,
      [eventIds, seatIds],
    );
  }
  await tidy(db);
}

/** Takes away what sales have left behind, else a long comparison would measure at its end what autovacuum has not yet come to. */
export async function tidy(db: Database): Promise<void> {
  for (const table of ['event', 'seat_inventory', 'changed_event']) await db.query(`vacuum (analyze) ${table}`);
}

/** Makes sold seats free again. The version stays: it is the next sale that says that something has changed. */
export async function giveBack(db: Database, seats: Seat[]): Promise<void> {
  await db.query(
    `update seat_inventory set order_id = null from unnest($1::text[], $2::text[]) as back (event_id, seat_id)
      where seat_inventory.event_id = back.event_id and seat_inventory.seat_id = back.seat_id`,
    [seats.map(({ eventId }) => eventId), seats.map(({ seatId }) => seatId)],
  );
}
