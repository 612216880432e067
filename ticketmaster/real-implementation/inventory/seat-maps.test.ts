// What a process knows of the seats that another sells, on a real PostgreSQL.
import { eventually } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { hallOf, wish } from './holds.fixture.ts';

const theHall = hallOf();

describe('the map of another process', () => {
  it('hears of a hold, and of its end', async () => {
    const eventId = await theHall().onSale();
    const [north, south] = [theHall().process(), theHall().process()];
    const map = (await south.maps.of(eventId))!;
    await north.holds.hold(wish(eventId, 'F1-1-1', 'F1-1-2'));
    await eventually(() => expect(theHall().deltas).toMatchObject([{ free: 198 }]));
    expect(map.free).toBe(198);
    theHall().ahead = 60_001;
    await eventually(() => expect(theHall().deltas.at(-1)).toMatchObject({ free: 200 }));
    expect(theHall().deltas.flatMap(({ changes }) => changes)).toEqual(
      expect.arrayContaining([
        [0, 1],
        [1, 1],
        [0, 0],
        [1, 0],
      ]),
    );
  });

  it('finds what it was not told, by comparing', async () => {
    const eventId = await theHall().onSale();
    const map = (await theHall().process().maps.of(eventId))!;
    await theHall().db.query(
      `update seat_inventory set order_id = gen_random_uuid(), version = version + 1 where event_id = $1 and seat_id = 'F1-1-1'`,
      [eventId],
    );
    await eventually(() => expect(map.free).toBe(199));
  });
});
