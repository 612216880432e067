// Looking each second finds what is broken while it is, on a real PostgreSQL.
import { eventually } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { hallOf, wish } from '../inventory/holds.fixture.ts';
import { watchAlways } from './always.ts';

const theHall = hallOf();

it('finds an order without its ticket and a ticket for the seat of another, also where it is mended later', async () => {
  const { db } = theHall();
  const eventId = await theHall().onSale();
  const ada = wish(eventId, 'F1-1-1');
  await theHall().process().holds.hold(ada);
  const always = watchAlways(db, eventId, 20);
  try {
    await eventually(() => expect(always.looks()).toBeGreaterThan(2));
    expect(always.broken()).toEqual([]);
    const status = (to: string, cents: number) =>
      db.query('update purchase set status = $2, captured_cents = $3 where order_id = $1', [ada.orderId, to, cents]);
    await status('CONFIRMED', 5_000);
    await eventually(() => expect(always.broken()).toEqual([expect.stringContaining(`${ada.orderId} is CONFIRMED`)]));
    await status('RESERVED', 0);
    await db.query(`insert into ticket (event_id, seat_id, order_id, status) values ($1, 'F1-1-2', $2, 'ISSUED')`, [
      eventId,
      ada.orderId,
    ]);
    await eventually(() => expect(always.broken()[1]).toContain('is of nobody'));
    expect(always.broken()).toHaveLength(2);
  } finally {
    await always.stop();
  }
});
