import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStream } from '@ticketmaster/notifications-sse/event-stream';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Finding } from '@ticketmaster/two-phase-payments/audit';
import { applied, type Delta, type Snapshot, unpacked } from '../web/seat-states.ts';
import type { Sale } from './asking.ts';

/** Somebody who only looks at the seats, as the page does: by the stream, which is opened anew where a change is missing or it ends. */
export interface Watcher {
  /** By the index of a seat; none before the first snapshot. */
  states(): Uint8Array;
  /** How often it was opened anew after it had shown seats. */
  resynced(): number;
  stop(): void;
}

const PAUSE_MS = 200;

/**
 * @hears seat-snapshot
 * @hears seat-delta
 */
export function watchSeats({ urls, eventId }: Pick<Sale, 'urls' | 'eventId'>, nth: number): Watcher {
  const live = { states: new Uint8Array(), version: -1, free: 0 };
  const stopped = new AbortController();
  let opened = 0;

  const follow = (url: string) =>
    new Promise<void>(ended => {
      const path = `/api/events/${eventId}/seats/stream`;
      const stream = get(`${url}${path}`, { agent: false, timeout: 20_000, signal: stopped.signal }, response => {
        const read = readStream({
          event({ event, data }) {
            if (event === 'snapshot') begin(JSON.parse(data) as Snapshot);
            else if (event === 'seats' && !applied(live, JSON.parse(data) as Delta)) stream.destroy();
          },
          retry: () => {},
        });
        if (response.statusCode === 200) response.setEncoding('utf8').on('data', read);
        else stream.destroy();
        response.on('error', () => {});
      });
      stream.on('timeout', () => stream.destroy()).on('error', () => {});
      stream.on('close', ended); // however it ended
    });

  function begin({ version, free, ...packed }: Snapshot): void {
    opened++;
    Object.assign(live, { version, free, states: unpacked(packed) });
  }

  async function watch(): Promise<void> {
    for (let door = nth; !stopped.signal.aborted; door++) {
      await follow(urls[door % urls.length]!);
      await sleep(PAUSE_MS);
    }
  }
  void watch();
  return { states: () => live.states, resynced: () => Math.max(0, opened - 1), stop: () => stopped.abort() };
}

/** A change reaches who looks within a second; after a crash of PostgreSQL, by the comparison every two. ms. */
const PATIENCE_MS = 10_000;

/** Compares what all of them see with what is stored, until it is the same; answers what stays wrong. */
export async function wrongMaps(db: Connection, { eventId, seatIds }: Sale, watchers: Watcher[]): Promise<Finding[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const states = await statesIn(db, eventId);
    const wrong = watchers.flatMap(({ states: seen }, nth) =>
      seatIds.flatMap((seatId, i) => {
        const [saw, is] = [seen()[i], states.get(seatId) ?? 0];
        return saw === is ? [] : [`watcher ${nth} sees ${saw} at ${seatId}, which is ${is}`];
      }),
    );
    if (!wrong.length || Date.now() > until) return wrong.slice(0, 100);
    await sleep(250);
  }
}

/** As a map says it: 1 RESERVED, 2 SOLD; seats that are free are not in it. */
async function statesIn(db: Connection, eventId: string): Promise<Map<string, number>> {
  const { rows } = await db.query<{ seatId: string; state: number }>(
    `select seat_id as "seatId", case when reserved_until is null then 2 else 1 end as state from seat_inventory
      where event_id = $1 and order_id is not null and (reserved_until is null or reserved_until > now())`,
    [eventId],
  );
  return new Map(rows.map(({ seatId, state }) => [seatId, state]));
}
