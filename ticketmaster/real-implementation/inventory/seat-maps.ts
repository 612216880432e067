import { repeat } from '@ticketmaster/common/repeat';
import type { Database } from '@ticketmaster/postgres/database';
import type { Listen } from '@ticketmaster/postgres/listen';
import { LRUCache } from 'lru-cache';
import { type Layout, seatingOf } from './chart.ts';
import { type Delta, type SeatMap, type SeatRow, seatMap } from './seat-map.ts';

export interface SeatMapsParts {
  db: Database;
  /** Holds, as holds.ts tells them: {event, until, seats: [[seatId, orderId, version], …]}. */
  held: Listen;
  /** The id of an order whose status has changed, as the payments tell it. */
  orderChanged: Listen;
  /** The layout of an event that is on sale; undefined for no such event. */
  layoutOf: (eventId: string) => Promise<Layout | undefined>;
  /** Hears of changes, at most once in `everyMs` for each event. */
  onDelta: (eventId: string, delta: Delta) => void;
  /** Hears that a map goes because `most` others were looked at since: whoever follows it has to ask for it anew. */
  onGivenUp?: (eventId: string) => void;
  /** Hears that a map lacked something when it was compared with its rows: a message was lost, or had not come yet. */
  onBehind?: (eventId: string) => void;
  /** Maps that one process keeps; the one that nobody has asked for for longest goes. */
  most?: number;
  everyMs?: number;
  /** How often a map is compared with its rows. */
  checkMs?: number;
  now?: () => number;
}

const ROW = `s.seat_id as "seatId", s.order_id as "orderId", s.version,
  (extract(epoch from s.reserved_until) * 1000)::float8 as until`;

/**
 * The seat maps of the events that are looked at. PostgreSQL tells of each commit that changes seats, in the order of the commits. What is
 * missed while nobody listens is found by comparing: after a reconnect, and every `checkMs`.
 * @hears seats-held
 */
export function seatMaps(parts: SeatMapsParts) {
  const {
    db,
    held,
    orderChanged,
    layoutOf,
    onDelta,
    onGivenUp = () => {},
    onBehind = () => {},
    now = Date.now,
  } = parts;
  const { most = 500, everyMs = 100, checkMs = 2_000 } = parts;
  const open = new LRUCache<string, SeatMap>({
    max: most,
    disposeAfter: (_map, eventId, reason) => {
      if (reason === 'evict') onGivenUp(eventId);
    },
  });
  const loading = new Map<string, Promise<SeatMap | undefined>>();
  const orders = new Set<string>(); // to be looked up

  async function load(eventId: string): Promise<SeatMap | undefined> {
    const layout = await layoutOf(eventId);
    if (!layout) return undefined;
    const map = seatMap(seatingOf(layout), now);
    open.set(eventId, map); // from here on it hears of changes; what it is told now is older, or the same
    try {
      map.apply(await rowsOf(eventId));
      map.delta();
      return map;
    } catch (error) {
      open.delete(eventId);
      throw error;
    }
  }

  const rowsOf = async (eventId: string) =>
    (await db.query<SeatRow>(`select ${ROW} from seat_inventory s where event_id = $1 and version > 0`, [eventId]))
      .rows;

  async function check(eventId: string, map: SeatMap): Promise<void> {
    const { rows } = await db.query('select sum(version)::float8 as sum from seat_inventory where event_id = $1', [
      eventId,
    ]);
    if ((rows[0]!.sum ?? 0) <= map.sum) return;
    onBehind(eventId);
    map.apply(await rowsOf(eventId));
  }

  async function lookUpOrders(): Promise<void> {
    const ids = [...orders].slice(0, 500);
    for (const id of ids) orders.delete(id);
    if (!ids.length) return;
    const { rows } = await db.query<SeatRow & { eventId: string }>(
      `select p.event_id as "eventId", ${ROW} from purchase p
         join seat_inventory s on s.event_id = p.event_id and s.seat_id = any(p.seat_ids)
        where p.order_id = any($1::uuid[])`,
      [ids],
    );
    for (const [eventId, seats] of Map.groupBy(rows, row => row.eventId)) open.peek(eventId)?.apply(seats);
  }

  function heard(payload: string): void {
    const { event, until, seats } = JSON.parse(payload) as {
      event: string;
      until: number;
      seats: [string, string, number][];
    };
    open.peek(event)?.apply(seats.map(([seatId, orderId, version]) => ({ seatId, orderId, version, until })));
  }

  const checkAll = async () => {
    for (const [eventId, map] of open.entries()) await check(eventId, map);
  };
  const checkSoon = () => void checkAll().catch((error: Error) => console.error(`Maps not compared: ${error.message}`));
  const listening = [
    held({ notified: heard, listening: checkSoon }),
    orderChanged({ notified: id => void orders.add(id), listening: checkSoon }),
  ];
  const stops = [
    repeat(checkMs, 'Comparing seat maps', checkAll),
    repeat(everyMs / 2, 'Looking up orders', lookUpOrders),
  ];
  const timer = setInterval(() => {
    for (const [eventId, map] of open.entries()) {
      map.endHolds();
      const delta = map.delta();
      if (delta) onDelta(eventId, delta);
    }
  }, everyMs).unref();

  return {
    /** The map of an event; undefined for one that is not on sale. */
    async of(eventId: string): Promise<SeatMap | undefined> {
      const map = open.get(eventId);
      const isLoading = loading.get(eventId);
      if (isLoading) return isLoading;
      if (map) return map;
      const loaded = load(eventId).finally(() => loading.delete(eventId));
      loading.set(eventId, loaded);
      return loaded;
    },
    /** The map where it is here already. */
    peek: (eventId: string) => (loading.has(eventId) ? undefined : open.get(eventId)),

    async close(): Promise<void> {
      clearInterval(timer);
      await Promise.all(stops.map(stop => stop()));
      await Promise.all(listening.map(({ close }) => close()));
    },
  };
}

export type SeatMaps = ReturnType<typeof seatMaps>;
