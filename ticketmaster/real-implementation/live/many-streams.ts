import { holdAll, residentKb } from '@ticketmaster/notifications-sse/load';
import { eventually } from '@ticketmaster/testing/eventually';
import { clientOf } from '../client.ts';
import { boxOffice } from '../crowd/box-office.ts';
import { openDoors } from '../crowd/doors.ts';
import { percentile } from '../percentile.ts';

export interface ManyStreams {
  streams: number;
  seats: number;
  holds: number;
  openedPerSecond: number;
  /** Of the server's process: with the streams, less without them. */
  kbEach: number;
  /** From when a hold was asked for until a stream told of it, over all holds and streams. */
  p50Ms: number;
  p99Ms: number;
  /** A stream that was not told of a hold; a hold of which a stream was told twice. */
  lost: number;
  twice: number;
}

const OPERATOR_TOKEN = 'of-the-operator';

/** So many look at the seats of one event, at one process, while seats are held one after another. */
export async function manyStreams(streams: number, holds: number): Promise<ManyStreams> {
  const doors = await openDoors({
    ...{ instances: 1, holdSeconds: 600, operatorToken: OPERATOR_TOKEN },
    environment: { NODE_ENV: 'production', MOST_UNPAID: '0' },
  });
  try {
    const [url] = doors.urls as [string];
    const office = boxOffice([url], OPERATOR_TOKEN);
    const { eventId, seatIds } = await office.putOnSale({ venueId: 'V1', waitingRoom: 'off', priceCents: 5_000 });
    const client = clientOf(url);
    const { cookie } = await client.session();
    await client.call('GET', `/api/events/${eventId}/seats`);
    const { pid } = (await client.call('GET', '/health')).said;

    const before = await residentKb(pid);
    const request = `GET /api/events/${eventId}/seats/stream HTTP/1.1\r\n`;
    const held = await holdAll(url, Array<string>(streams).fill(request));
    try {
      const kbEach = ((await residentKb(pid)) - before) / streams;
      const askedAt: number[] = [];
      for (const seatId of seatIds.slice(0, holds)) {
        askedAt.push(performance.now());
        await client.call('POST', `/api/events/${eventId}/orders`, { seatIds: [seatId] }, { cookie });
        await quiet(held);
      }
      const times = toldOf(held.arrivals(), holds);
      const waits = times.flatMap(told => askedAt.flatMap((asked, seat) => (told[seat] ?? []).map(at => at - asked)));
      return {
        ...{ streams, holds, seats: seatIds.length, kbEach },
        openedPerSecond: (1_000 * streams) / held.openedInMs,
        p50Ms: percentile(waits, 0.5) ?? Number.NaN,
        p99Ms: percentile(waits, 0.99) ?? Number.NaN,
        lost: times.reduce((sum, told) => sum + holds - Object.keys(told).length, 0),
        twice: times.flatMap(told => Object.values(told)).filter(all => all!.length > 1).length,
      };
    } finally {
      held.close();
    }
  } finally {
    await doors.close();
  }
}

/** Nothing has come for so long: longer than changes are gathered. ms */
const QUIET_MS = 400;

function quiet({ lastAt }: { lastAt(): number }): Promise<void> {
  const since = performance.now();
  return eventually(async () => {
    if (performance.now() < Math.max(since, lastAt()) + QUIET_MS) throw new Error('something still comes');
  }, 30_000);
}

/** For each stream, by the number of a seat: when it was told that it is held. */
function toldOf(arrivals: readonly (readonly { at: number; event: string; data: string }[])[], seats: number) {
  return arrivals
    .map(all =>
      Object.groupBy(
        all
          .filter(({ event }) => event === 'seats')
          .flatMap(({ at, data }) =>
            (JSON.parse(data).changes as [seat: number, state: number][])
              .filter(([seat]) => seat < seats)
              .map(([seat]) => ({ at, seat })),
          ),
        ({ seat }) => seat,
      ),
    )
    .map(bySeat => Object.fromEntries(Object.entries(bySeat).map(([seat, told]) => [seat, told!.map(({ at }) => at)])));
}
