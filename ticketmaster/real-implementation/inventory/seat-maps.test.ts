// What a process knows of the seats that another sells, on a real PostgreSQL.
import { app, listen } from '@ticketmaster/common/http';
import { eventually } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { seatStreams } from '../live/seat-streams.ts';
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

  it('ends the streams of an event whose map it gives up for others, so that who looks comes again', async () => {
    const [first, second] = [await theHall().onSale(), await theHall().onSale()];
    const live = seatStreams(() => maps);
    const { maps } = theHall().process({ most: 1, onDelta: live.changed, onGivenUp: live.givenUp });
    const server = await listen(app(live.routes, async () => {}));
    try {
      const watched = await fetch(`${server.url}/api/events/${first}/seats/stream`);
      await maps.of(second);
      expect(await watched.text()).toContain('event: snapshot'); // to its end
      expect((await maps.of(first))!.free).toBe(200);
    } finally {
      await live.close();
      await server.close();
    }
  });
});
